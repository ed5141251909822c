"""The demo city's invented rescue forces: 14 teams of 737 people and 19 experts for 16 to 22 October 2022."""

from __future__ import annotations

from datetime import date, time

ENTERED = (date(2022, 10, 8), time(9, 30))
LAID_DOWN = (date(2022, 10, 15), time(9, 0))
FIRST, LAST = date(2022, 10, 16), date(2022, 10, 22)
CONFIRMED = ((date(2022, 10, 15), time(8, 30)), (date(2022, 10, 22), time(8, 30)))
DRILLED = (date(2022, 10, 13), time(9, 30))
TEAMS: tuple[tuple[str, str, str, int, str, str, str], ...] = (
    # name, English name, kind, heads, skills, equipment, where it stands ready
    ("市综合应急救援队", "City comprehensive rescue team", "professional", 96, "fire,collapse,traffic", "抢险救援车6台、破拆工具20套", "市民中心广场"),
    ("市危险化学品救援队", "City hazardous chemicals rescue team", "professional", 80, "fire,chemical", "泡沫车4台、堵漏器材12套、重型防化服16套", "化工园区值守点"),
    ("市燃气抢险队", "City gas emergency team", "professional", 72, "gas", "抢险车5台、检测仪30台", "城区燃气调压站"),
    ("市水上救援队", "City water rescue team", "professional", 66, "water", "冲锋舟8艘、水下搜索设备2套", "沙澧河码头"),
    ("市电力抢修队", "City power repair team", "professional", 60, "electricity", "发电车3台、抢修车6台", "城区供电所"),
    ("市医疗急救队", "City medical rescue team", "professional", 54, "medical", "救护车8台、移动手术车1台", "市中心医院"),
    ("市建筑坍塌救援队", "City collapse rescue team", "professional", 50, "collapse", "生命探测仪3台、吊车2台", "重点工程工地"),
    ("市通信保障队", "City communication team", "professional", 48, "communication", "应急通信车2台、卫星电话10部", "市应急指挥中心"),
    ("市特种设备救援队", "City special equipment rescue team", "professional", 45, "equipment", "起重设备2台、电梯救援工具12套", "城区商业中心"),
    ("市道路抢通队", "City road clearing team", "professional", 42, "traffic,collapse", "清障车4台、装载机3台", "高速公路出入口"),
    ("蓝盾救援协会", "Blue Shield rescue association", "social", 38, "water,collapse", "皮划艇6艘、绳索装备20套", "滨河公园"),
    ("红柳应急志愿队", "Red Willow volunteers", "social", 34, "relief,medical", "物资车3台、帐篷40顶", "体育中心"),
    ("平安车队救援社", "Safe Fleet rescue society", "social", 30, "traffic,relief", "越野车12台、牵引设备8套", "火车站广场"),
    ("晨光无线电救援社", "Dawn radio rescue society", "social", 22, "communication", "中继台4套、无人机5架", "会展中心"),
)  # fmt: skip
EXPERTS: tuple[tuple[str, str], ...] = (
    ("孟广平", "chemical"), ("郝志强", "chemical"), ("温瑞", "chemical"), ("贺建设", "chemical"),
    ("柳松", "fire"), ("焦伟民", "fire"), ("岳东升", "fire"), ("裴光", "gas"), ("尚永宁", "gas"), ("鲁成", "mine"),
    ("靳海", "collapse"), ("阮明", "collapse"), ("邢占军", "equipment"), ("卞晓", "equipment"), ("车国栋", "electricity"),
    ("丰盛", "traffic"), ("耿立", "water"), ("桑宁", "medical"), ("滕书", "communication"),
)  # fmt: skip
STOCK = (("灭火泡沫", 12, "吨"), ("防毒面具", 200, "具"), ("应急照明灯", 80, "盏"), ("沙袋", 5_000, "条"))
DRILL = {
    "task": "危险化学品泄漏应急集结演练",
    "place": "化工园区储罐区",
    "skills": "chemical,fire",
    "answer_minutes": 10,
}
DRILL_MINUTES = ((3, 9, 24), (2, 12, 31), (6, 19, 43))
"""Of each force in the drill: minutes from the order to the answer, to leaving, to arriving."""
DRILL_ENDS = 62
