"""What the demo city's enterprises found themselves and wrote: invented, as everything in the demo."""

FOUND: tuple[tuple[str, str, str, str], ...] = (
    ("electrical", "general", "二车间配电箱门锁损坏，线头外露", "已更换箱门并加锁，电工复查合格"),
    ("fire", "general", "成品库灭火器压力不足3具", "已送检更换，重新张贴检查卡"),
    ("equipment", "general", "行车限位开关失灵", "已停用检修，更换限位开关"),
    ("management", "general", "有限空间作业审批单未填气体检测数值", "已补培训，作业票增加必填项"),
    ("process", "general", "氨制冷机房报警器探头积尘", "已清洁并重新标定"),
    ("layout", "general", "疏散通道堆放空托盘", "已清理并划线"),
    ("fire", "major", "冷库保温层局部破损，疑似聚氨酯裸露", ""),
    ("behaviour", "general", "叉车司机未系安全带", ""),
)
"""Category, grade, what was found, how it was rectified (empty: not yet)."""
ASKED = (
    ("冷库保温层整改需停产三天，能否安排在国庆之后？", "可以，期间落实专人值守，请把方案发来备案。"),
    ("新来的安全员想参加培训，请问怎么报名？", ""),
)
TOLD = "请于本周内组织一次疏散演练，并留存照片。"
