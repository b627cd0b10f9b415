"""Reading BPMN bytes safely: UTF-8, at most 1 MB, no DTD, no entities, no network; every refusal says the line."""

from __future__ import annotations

import re

from lxml import etree

from tongban.engine.process.net import Findings

LARGEST = 1_000_000
"""Bytes. Real processes are 5 to 100 kB with their diagram."""

_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def parse(xml: bytes, findings: Findings) -> etree._Element:
    """The root element. Raises `ProcessRefused`, never anything else, on bytes that are not a safe XML document."""
    _check_bytes(xml, findings)
    findings.refuse()
    # The encoding is forced: a declared UTF-7 or UTF-16 could hide a DTD from the check of the bytes.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        findings.add(
            error.lineno or None,
            "",
            (f"XML 有误：{error.msg}", f"the XML is broken: {error.msg}"),
            ("用流程编辑器重新保存该文件", "save the file again from the process editor"),
        )
    findings.refuse()
    raise AssertionError("a finding was just added")


def _check_bytes(xml: bytes, findings: Findings) -> None:
    if len(xml) > LARGEST:
        findings.add(
            xml.count(b"\n", 0, LARGEST) + 1,
            "",
            (f"文件超过 {LARGEST} 字节", f"the file is larger than {LARGEST} bytes"),
            ("把流程拆小，或去掉嵌入的图片", "split the process, or take embedded pictures out"),
        )
        return
    try:
        xml.decode("utf-8")
    except UnicodeDecodeError as error:
        line = xml.count(b"\n", 0, error.start) + 1
        findings.add(line, "", ("不是 UTF-8 编码", "the file is not UTF-8"), ("另存为 UTF-8", "save it as UTF-8"))
    found = _DECLARATION.search(xml)
    if found:
        findings.add(
            xml.count(b"\n", 0, found.start()) + 1,
            found.group().decode("ascii"),
            ("不接受 DTD 和实体声明", "document types and entities are not accepted"),
            ("删去 <!DOCTYPE …>，直接写出文字", "remove <!DOCTYPE …> and write the text out"),
        )
    if b"\0" in xml:
        findings.add(1, "", ("文件含空字节", "the file holds zero bytes"), ("另存为 UTF-8", "save it as UTF-8"))
