"""What the demo's duty rooms write: weather, matters, instructions, and things that stay open from shift to shift."""

from __future__ import annotations

ROOM, ROOM_EN = "总值班室", "Main duty room"
CENTRE, CENTRE_EN = "市应急指挥中心值班室", "Duty room of the city command centre"
ORDERED_BY = "市委、市政府"
BASIS = "安委办〔2022〕39号"
PURPOSE = "党的二十大期间全市进入一级应急状态，取消请休假和双休日，24小时领导带班和AB班值班"
LIFTED = "特别防护期结束，恢复常态值班"

WEATHER = (
    "多云，偏北风3级，无预警",
    "晴，最低气温8℃，无预警",
    "阴有零星小雨，无预警",
    "晴，森林火险等级三级，无预警",
    "多云转晴，早晨有轻雾，无预警",
)
MATTERS = (
    "接各县区、功能区平安报告，无异常情况",
    "接市民来电反映小区电梯停运一起，已转市场监管部门，两小时内恢复",
    "接燃气公司报告管道检修一处，现场警戒到位，检修后恢复供气",
    "接交通部门通报高速大雾限速，已通知相关企业错峰发车",
    "接学校报告食堂燃气报警一次，系误报，已现场复核",
)
INSTRUCTIONS = (
    "无",
    "带班领导要求加强夜间抽查，确保电话畅通",
    "无",
    "带班领导要求对加油站、化工企业再提醒一次",
)
EQUIPMENT = "值班电话、传真、视频系统正常，钥匙印章齐全"
# (shift of the period in which it is entered, what; how many shifts later settled, how); None: still open
ITEMS: tuple[tuple[int, str, tuple[int, str] | None], ...] = (
    (1, "临颍分中心视频信号中断，已报修", (2, "运维到场更换光模块，信号恢复")),
    (5, "跟踪源汇区燃气管道检修收尾情况", (1, "检修结束，恢复供气")),
    (10, "大屏二号拼接单元有条纹，等候配件", None),
)
TITLE = "{month}月{day}日夜间值班抽查"
PUBLIC = "福彩3D第{draw}期开奖号码{number}"
NOTE = "电话抽查，询问当日重点任务，回答清楚"
LAPSE_NOTE = "带班领导不在岗，值班人员说不清当日重点任务"
LAPSE_CORRECTION = "带班领导已到岗，通报批评，组织学习值班制度"
LEAVE_NOTES = ("探亲", "年休假", "家中有事")
SWAP = "周末家中老人就医，与同事协商换班"
