"""脱敏: how a person is named in lists and to those who do not need to know more (domain: security, masking)."""

_COMPOUND = frozenset(
    ("欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连", "澹台",
     "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘",
     "令狐", "百里", "呼延")
)  # fmt: skip


def name(full: str | None) -> str:
    """张三丰 → 张**, 欧阳明 → 欧阳*; of another script the first letter stays."""
    full = (full or "").strip()
    shown = 2 if full[:2] in _COMPOUND and len(full) > 2 else 1
    return full[:shown] + "*" * (len(full) - shown)


def number(full: str | None) -> str:
    """A citizen id: the first four and the last four stay."""
    full = full or ""
    return f"{full[:4]}{'*' * (len(full) - 8)}{full[-4:]}" if len(full) > 8 else "*" * len(full)


def phone(full: str | None) -> str:
    """A mobile number: 138****1234."""
    full = full or ""
    return f"{full[:3]}****{full[-4:]}" if len(full) >= 11 else "*" * len(full)
