"""The kinds of facilities: water works, health posts, schools and others, and the words for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gisplan.base.language import N_
from gisplan.county.code_lists import CodedValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FACILITY_KINDS", "count_kinds"]

_KINDS = (
    CodedValue(
        "water_works",
        N_("water works"),
        "水厂",
        words=("water works",),
        synonyms=(
            *("自来水厂", "供水厂", "净水厂", "供水站", "水站", "供水点", "集中供水点", "水塔", "高位水池", "蓄水池"),
            *("泵站", "提水站", "加压站", "水井", "机井", "waterworks", "waterplant", "watertreatmentplant"),
            *("watersupply", "watertower", "pumpingstation", "reservoircovered", "waterwell", "springbox", "borehole"),
        ),
    ),
    CodedValue(
        "health",
        N_("health post or hospital"),
        "卫生室",
        words=("health post",),
        synonyms=(
            *("村卫生室", "村卫生所", "卫生所", "卫生站", "卫生院", "乡镇卫生院", "中心卫生院", "社区卫生服务中心"),
            *("社区卫生服务站", "医院", "县医院", "诊所", "医务室", "门诊部", "医疗", "医疗机构", "卫生", "卫生机构"),
            *("healthpost", "healthcentre", "healthcenter", "healthfacility", "hospital", "clinic", "doctor"),
            *("doctors", "dispensary", "medical", "phc", "chc", "subcentre", "subcenter"),
        ),
    ),
    CodedValue(
        "school",
        N_("school"),
        "学校",
        synonyms=(
            *("小学", "中心小学", "村小", "完小", "完全小学", "教学点", "中学", "初中", "初级中学", "高中", "高级中学"),
            *("完全中学", "九年一贯制学校", "幼儿园", "职业学校", "职业中学", "特殊教育学校", "教育", "schools"),
            *("primaryschool", "middleschool", "secondaryschool", "highschool", "kindergarten", "college"),
            *("university", "education"),
        ),
    ),
    CodedValue("other", N_("other"), "其他", synonyms=("其它", "others")),
)
FACILITY_KINDS: Mapping[str, CodedValue] = {value.code: value for value in _KINDS}
"""What a facility is."""


def count_kinds(facilities: pd.DataFrame) -> dict[str, int]:
    """Count the facilities of each kind, in the order of the kinds; those without one come last, under "".

    Parameters
    ----------
    facilities : DataFrame
        With the column `kind`.

    Returns
    -------
    dict of str to int
        Kinds of which there is none are left out.
    """
    counts = facilities["kind"].fillna("").value_counts()
    return {kind: int(counts[kind]) for kind in (*FACILITY_KINDS, "") if kind in counts}
