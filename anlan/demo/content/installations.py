"""The demo city's invented major hazard installations: 2 parks, 11 plants, 32 units of all four levels."""

from __future__ import annotations

from datetime import date

PARKS: tuple[tuple[str, str, str, str], ...] = (
    # area, name, English name, document
    ("411121", "舞阳县化工园区", "Wuyang chemical park", "豫工信联〔2021〕18号"),
    ("411103", "郾城区化工园区", "Yancheng chemical park", "豫工信联〔2021〕18号"),
)
PLANTS: tuple[tuple[int, int, tuple[tuple[str, str, str], ...]], ...] = (
    # park, residents within 500 m, units: name, kind, what each holds
    (0, 120, (
        ("液氯储罐区", "storage", "液氯 | 7782-50-5 | 80"),
        ("液氨储罐区", "storage", "液氨 | 7664-41-7 | 150"),
        ("光气化装置", "production", "光气 | 75-44-5 | 0.9\n液氯 | 7782-50-5 | 5"),
        ("甲醇储罐区", "storage", "甲醇 | 67-56-1 | 1500"),
    )),
    (0, 60, (
        ("液氨储罐区", "storage", "液氨 | 7664-41-7 | 40"),
        ("液氨制冷单元", "production", "液氨 | 7664-41-7 | 20"),
        ("环氧乙烷储罐区", "storage", "环氧乙烷 | 75-21-8 | 120"),
    )),
    (0, 35, (
        ("氯化氢储罐区", "storage", "氯化氢（无水） | 7647-01-0 | 100"),
        ("液氯库", "storage", "液氯 | 7782-50-5 | 60"),
        ("甲苯储罐区", "storage", "甲苯 | 108-88-3 | 2000"),
    )),
    (0, 10, (
        ("液化石油气储罐区", "storage", "液化石油气 | 68476-85-7 | 900"),
        ("液化石油气灌装单元", "production", "液化石油气 | 68476-85-7 | 60"),
        ("汽油储罐区", "storage", "汽油 | 86290-81-5 | 4000"),
        ("乙醇储罐区", "storage", "乙醇 | 64-17-5 | 1500"),
    )),
    (0, 0, (
        ("氢气站", "storage", "氢气 | 1333-74-0 | 20"),
        ("液氧储罐区", "storage", "氧（液化） | 7782-44-7 | 400"),
        ("合成氨装置", "production", "氨 | 7664-41-7 | 300\n氢气 | 1333-74-0 | 10\n天然气 | 8006-14-2 | 100"),
    )),
    (0, 0, (
        ("苯储罐区", "storage", "苯 | 71-43-2 | 500"),
        ("苯乙烯储罐区", "storage", "苯乙烯 | 100-42-5 | 1500"),
    )),
    (0, 110, (
        ("氟化氢装置", "production", "氟化氢 | 7664-39-3 | 6"),
        ("氟化氢储罐区", "storage", "氟化氢 | 7664-39-3 | 4"),
    )),
    (1, 20, (
        ("电石库", "storage", "碳化钙 | 75-20-7 | 1000 | W11"),
        ("乙炔气柜", "storage", "乙炔 | 74-86-2 | 8"),
        ("丙烯腈储罐区", "storage", "丙烯腈 | 107-13-1 | 300"),
    )),
    (1, 55, (
        ("液氨冷库", "production", "液氨 | 7664-41-7 | 35"),
        ("二氧化硫储罐区", "storage", "二氧化硫 | 7446-09-5 | 340"),
    )),
    (1, 0, (
        ("液化天然气储罐区", "storage", "甲烷 | 74-82-8 | 120"),
        ("二甲醚储罐区", "storage", "二甲醚 | 115-10-6 | 150"),
        ("异构溶剂罐区", "storage", "混合溶剂 | 2500 t | W5.3 | 正己烷 60% 甲基环己烷 40%"),
    )),
    (1, 5, (
        ("丙酮储罐区", "storage", "丙酮 | 67-64-1 | 800"),
        ("乙酸乙酯储罐区", "storage", "乙酸乙酯 | 141-78-6 | 1200"),
        ("环己烷储罐区", "storage", "环己烷 | 110-82-7 | 900"),
    )),
)  # fmt: skip
ASSESSED_BEFORE = 10
"""Assessed so many days before the demo's year begins, filed within fifteen."""
TITLES = {"principal": "总经理", "technical": "总工程师", "operational": "车间主任", "cadre": "应急管理局包保干部"}
RESULTS = {
    "weekly_check": "按清单检查储罐、管线、安全附件和监测仪表，运行正常，已签字归档。",
    "quarterly_check": "组织工艺、设备、仪表专业开展针对性排查，问题已列入整改台账。",
    "event_check": "节前（重点时段前）专项排查，落实值班值守和升级管控措施。",
    "principal_check": "督促检查包保履职记录、投入和培训情况，要求限期整改。",
    "drill": "开展现场处置方案演练，参演人员到位，已形成评估报告。",
}
PLEDGE = "今日各项安全风险已辨识管控，罐区、仓库等重大危险源处于安全状态，可以安全生产。"
FIRST_PLEDGE = date(2022, 9, 1)
STATIONED = (date(2022, 10, 16), date(2022, 10, 22))
LOGGED = (
    "巡查罐区、装卸台和中控室，查看交接班记录和报警处置记录，运行平稳。",
    "检查特殊作业票证和现场监护，抽查可燃、有毒气体探测器，提出改进意见。",
    "核对联锁投用和安全阀校验情况，与操作负责人一同检查，督促立行立改。",
)
ADVICE = "加强装卸环节监护，完善报警处置记录。"
