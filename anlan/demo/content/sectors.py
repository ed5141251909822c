"""Supervision sectors and the member units of the committee that lead them (domain brief §7.6)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SectorSeed:
    """One supervision sector; `weight` is its share of all premises, and the weights add up to 1."""

    code: str
    name: str
    name_en: str
    lead_department: str
    weight: float


@dataclass(frozen=True, slots=True)
class DepartmentSeed:
    """One member unit; `sectors` are the codes it leads, empty for units that only support."""

    code: str
    name: str
    name_en: str
    sectors: tuple[str, ...]


SECTORS: tuple[SectorSeed, ...] = (
    SectorSeed("hazardous_chemicals", "危险化学品", "Hazardous chemicals", "emergency", 0.02),
    SectorSeed("gas", "燃气", "Gas", "urban_management", 0.10),
    SectorSeed("industry_trade", "工贸", "Industry and trade", "emergency", 0.10),
    SectorSeed("construction", "建筑施工", "Construction", "housing", 0.03),
    SectorSeed("road_transport", "道路运输", "Road transport", "transport", 0.03),
    SectorSeed("special_equipment", "特种设备", "Special equipment", "market", 0.03),
    SectorSeed("fire", "消防", "Fire safety", "fire", 0.33),
    SectorSeed("education", "教育", "Education", "education", 0.05),
    SectorSeed("culture_tourism", "文化旅游", "Culture and tourism", "culture_tourism", 0.04),
    SectorSeed("commerce", "商贸流通", "Commerce", "commerce", 0.12),
    SectorSeed("health", "卫生健康", "Health", "health", 0.05),
    SectorSeed("civil_affairs", "民政", "Civil affairs", "civil_affairs", 0.02),
    SectorSeed("agriculture", "农业农村", "Agriculture and rural affairs", "agriculture", 0.05),
    SectorSeed("water", "水利", "Water conservancy", "water", 0.01),
    SectorSeed("power_pipelines", "电力和油气管道", "Power and oil and gas pipelines", "ndrc", 0.02),
)

DEPARTMENTS: tuple[DepartmentSeed, ...] = (
    DepartmentSeed("swc_office", "漯河市安全生产委员会办公室", "Luohe Work Safety Committee Office", ()),
    DepartmentSeed(
        "emergency",
        "市应急管理局",
        "Municipal Emergency Management Bureau",
        ("hazardous_chemicals", "industry_trade"),
    ),
    DepartmentSeed(
        "ndrc", "市发展和改革委员会", "Municipal Development and Reform Commission", ("power_pipelines",)
    ),
    DepartmentSeed("transport", "市交通运输局", "Municipal Transport Bureau", ("road_transport",)),
    DepartmentSeed("education", "市教育局", "Municipal Education Bureau", ("education",)),
    DepartmentSeed(
        "housing", "市住房和城乡建设局", "Municipal Housing and Urban-Rural Development Bureau", ("construction",)
    ),
    DepartmentSeed("urban_management", "市城市管理局", "Municipal Urban Management Bureau", ("gas",)),
    DepartmentSeed(
        "market", "市市场监督管理局", "Municipal Administration for Market Regulation", ("special_equipment",)
    ),
    DepartmentSeed("fire", "市消防救援支队", "Municipal Fire and Rescue Detachment", ("fire",)),
    DepartmentSeed(
        "culture_tourism",
        "市文化广电和旅游局",
        "Municipal Bureau of Culture, Radio, Television and Tourism",
        ("culture_tourism",),
    ),
    DepartmentSeed("commerce", "市商务局", "Municipal Commerce Bureau", ("commerce",)),
    DepartmentSeed("health", "市卫生健康委员会", "Municipal Health Commission", ("health",)),
    DepartmentSeed("civil_affairs", "市民政局", "Municipal Civil Affairs Bureau", ("civil_affairs",)),
    DepartmentSeed(
        "agriculture", "市农业农村局", "Municipal Agriculture and Rural Affairs Bureau", ("agriculture",)
    ),
    DepartmentSeed("water", "市水利局", "Municipal Water Resources Bureau", ("water",)),
    DepartmentSeed("industry", "市工业和信息化局", "Municipal Industry and Information Technology Bureau", ()),
    DepartmentSeed("public_security", "市公安局", "Municipal Public Security Bureau", ()),
    DepartmentSeed(
        "natural_resources", "市自然资源和规划局", "Municipal Natural Resources and Planning Bureau", ()
    ),
    DepartmentSeed("ecology", "市生态环境局", "Municipal Ecology and Environment Bureau", ()),
    DepartmentSeed("meteorology", "市气象局", "Municipal Meteorological Bureau", ()),
)
