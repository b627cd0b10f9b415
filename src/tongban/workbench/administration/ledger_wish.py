"""What is asked before the ledger leaves the platform as a table, and how long such a table may be."""

from tongban.workbench.forms import field, radio

MOST = 20_000
LEAST_REASON = 4
EXPORT = (
    field(
        "reason",
        "导出理由",
        "Why it is exported",
        hint=("写进导出的表格，也记入台账", "It stands in the table, and in the ledger"),
    ),
    radio("form", "格式", "Format", {"csv": ("CSV", "CSV"), "xlsx": ("Excel（XLSX）", "Excel (XLSX)")}),
)
