"""What the demo city's informants tell: invented, as everything in the demo."""

from __future__ import annotations

TOLD: tuple[tuple[str, str, str], ...] = (
    ("hazard", "安全出口被货物堵住，晚上还上锁，里面住着员工", "{name}一层后门"),
    ("hazard", "电动自行车在楼道里充电，线从窗户拉出来", "{name}楼道"),
    ("violation", "没有证的人在电焊，旁边堆着纸箱和泡沫", "{name}院内"),
    ("hazard", "车间粉尘很大，除尘器坏了一个多月没有人修", "{name}车间"),
    ("hazard", "燃气味很重，报警器一响就拔掉电源", "{name}后厨"),
    ("violation", "停产通知贴着，夜里十一点以后还在偷偷生产", "{name}"),
)
"""Matter, words, place; of a visit that looked into it."""
SAID = (
    ("请问大约是每天几点上锁？", "一般晚上九点半以后，早上六点才开"),
    ("现场没有找到充电的位置，能否说明楼层？", "三楼东头，晚上八点以后最多"),
)
ANSWERS = (
    "经现场检查情况属实，已责令立即清理，隐患已登记并限期整改",
    "经现场检查部分属实，已要求停止使用并整改，将组织复查",
    "检查组到现场核查，情况属实，已依法立案并落实整改",
)
OTHERS: tuple[tuple[str, str, str, str, str], ...] = (
    # subject, words, place, channel, what became of it
    ("hazard", "小区门口的饭店把液化气瓶放在室外，太阳直晒", "交通路与黄山路口西北角饭店", "phone", "unfounded"),
    ("violation", "工地没有安全网，工人不系安全带在高处作业", "淞江路在建商住楼", "hotline", "assigned"),
    ("official", "反映过三次同一处隐患，一直没有人来看", "人民路老市场", "letter", "late"),
    ("hazard", "仓库里把化学桶和食品放在一起，气味刺鼻", "东方红路物流仓库", "web", "received"),
    ("accident", "上周有人从货架上摔下来送医院，老板不让说", "经开区一家物流公司", "phone", "received"),
    ("other", "邻居太吵，希望处理", "长江路某小区", "web", "outside"),
    ("violation", "某厂明天就要爆炸，大家快跑", "不清楚", "web", "malicious"),
)
NAMES = (("周先生", "手机尾号在此不写，请打家里电话 2130000"), ("一名员工", "请晚上八点后联系"))
REWARDS = ((2_000, "市安委办〔2022〕举报奖励第3号"), (5_000, "市安委办〔2022〕举报奖励第4号"))
REFUSED = {
    "outside": "不属于安全生产职责范围，请向属地派出所或12345反映",
    "malicious": "经核对无此单位和事项，属捏造",
    "duplicate": "与此前举报为同一事项，已并案办理",
}
