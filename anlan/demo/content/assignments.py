"""Words of the demo's meetings, leaders and tasks: invented people, requirements in our own wording."""

from __future__ import annotations

# short name → name, post, what is led, order, organisation of the activities
LEADERS: dict[str, tuple[str, str, str, int]] = {
    "secretary": ("顾承远", "市委书记", "牵头抓总全市安全稳定工作", 1),
    "mayor": ("沈若川", "市长", "全面负责政府系统安全生产工作", 2),
    "deputy_secretary": ("梁知行", "市委副书记", "协助书记督促安全稳定工作落实", 3),
    "discipline": ("邵正清", "市委常委、市纪委书记", "牵头负责安全稳定督导问责", 4),
    "vice_mayor": ("程守安", "副市长", "分管安全生产、应急管理工作", 5),
}

# day, hour, leader, kind, what it was, place, what was required, source
ACTIVITIES: tuple[tuple[tuple[int, int], int, str, str, str, str, str, str], ...] = (
    (
        (9, 21), 9, "secretary", "chaired_meeting", "全市安全稳定工作会议", "市会议中心",
        "各级各部门把责任扛在肩上、把措施落到点上，谁的领域谁负责、谁的辖区谁看牢", "会议纪要〔2022〕31号",
    ),
    (
        (10, 15), 15, "mayor", "video_dispatch", "全市安全生产视频调度会议", "市应急指挥中心",
        "盯住燃气、消防、危化品这些老大难，查到问题一抓到底，值班值守一刻不松", "会议纪要〔2022〕36号",
    ),
    (
        (10, 18), 10, "vice_mayor", "inspection", "检查燃气场站和商业综合体", "城区重点单位",
        "问题清单当场交办，能改的不过夜", "工作日志10月18日",
    ),
    (
        (10, 20), 10, "deputy_secretary", "field_study", "看望值班人员并了解信息报送情况", "市应急指挥中心值班室",
        "电话有人接、情况有人报、险情有人管", "工作日志10月20日",
    ),
    (
        (10, 22), 16, "vice_mayor", "video_dispatch", "周末安全生产视频调度会议", "市应急指挥中心",
        "剩余隐患逐条过堂，整改不了的先停用", "会议纪要〔2022〕37号",
    ),
)  # fmt: skip

# title, what is to be done, standard
TASKS: tuple[tuple[str, str, str], ...] = (
    ("排查瓶装液化气餐饮场所", "对辖区使用瓶装液化气的餐饮场所逐户排查，建立台账。", "台账报市安委办，报警器安装率有据可查。"),
    ("整治居民楼道停放电动车", "清理楼道停放充电的电动自行车，协调增设集中充电点。", "小区清单销号，充电点照片留存。"),
    ("核查危化品运输停车点", "核查危化品运输车辆停放点的审批和值守情况。", "逐点出具核查记录。"),
    ("抽查建筑工地塔吊维保", "抽查在建工地起重机械的维保记录和检测报告。", "抽查清单和整改回执齐全。"),
    ("督促有限空间作业审批", "督促污水、食品企业落实有限空间作业审批和监护。", "企业作业票样本报备。"),
    ("检查商业综合体疏散通道", "检查综合体疏散通道、安全出口和消防控制室值守。", "问题清单交办到单位，复查记录齐全。"),
    ("梳理重大隐患整改进度", "梳理本领域挂牌督办的重大隐患，逐项明确整改节点。", "整改节点表报市安委办。"),
    ("开展校园食堂用气检查", "检查学校、幼儿园食堂用气设备和操作规程。", "检查覆盖名单和整改情况上报。"),
)  # fmt: skip
RESULT = "已按要求办理完毕，清单和佐证材料报市安委办存查。"
REQUIREMENT = "本周交办事项由牵头单位按时限办结，下次会议先报进展。"
