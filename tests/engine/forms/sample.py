"""One form with every kind of question, used by all form tests, with good answers to it."""

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "kind", "opened", "area", "has_sign", "address"],
    "properties": {
        "name": {"type": "string", "maxLength": 40},
        "kind": {"type": "string", "enum": ["shop", "canteen"]},
        "opened": {"type": "string", "format": "date"},
        "area": {"type": "integer", "minimum": 1, "maximum": 5000},
        "capital": {"type": "integer", "minimum": 0},
        "has_sign": {"type": "boolean"},
        "sign_text": {"type": "string", "minLength": 2},
        "foods": {"type": "array", "uniqueItems": True, "items": {"enum": ["hot", "cold", "raw"]}},
        "phone": {"type": "string", "format": "mobile", "x-personal": True},
        "address": {"$ref": "#/$defs/address"},
        "members": {
            "type": "array",
            "maxItems": 3,
            "items": {
                "type": "object",
                "required": ["name", "citizen_id"],
                "properties": {
                    "name": {"type": "string", "maxLength": 20},
                    "citizen_id": {"type": "string", "format": "citizen-id", "x-personal": True},
                    "manager": {"type": "boolean"},
                    "title": {"type": "string"},
                },
            },
        },
        "plan": {"type": "string", "format": "file", "x-accept": ["pdf"], "x-max-mb": 5},
        "uscc": {"type": "string", "format": "uscc"},
    },
    "$defs": {
        "address": {
            "type": "object",
            "required": ["street"],
            "properties": {
                "street": {"type": "string", "maxLength": 60},
                "postcode": {"type": "string", "format": "postcode"},
            },
        }
    },
    "if": {"properties": {"kind": {"const": "canteen"}}, "required": ["kind"]},
    "then": {"required": ["capital"]},
}


def both(zh, en):
    return {"zh": zh, "en": en}


UI = {
    "elsewhere": ["/uscc"],
    "pages": [
        {
            "id": "shop",
            "title": both("店铺", "The shop"),
            "fields": ["/name", "/kind", "/opened", "/area", "/capital", "/address/street", "/address/postcode"],
        },
        {"id": "sign", "title": both("招牌", "Signboard"), "fields": ["/has_sign", "/sign_text", "/foods", "/phone"]},
        {
            "id": "people",
            "title": both("人员", "People"),
            "fields": ["/members", "/plan"],
            "visible-if": {"and": [{"at_least": ["/area", 50]}, {"not": {"equals": ["/scenario/alone", True]}}]},
        },
    ],
    "fields": {
        "/name": {"label": both("经营者名称", "Business name"), "autocomplete": "organization"},
        "/kind": {
            "label": both("类型", "Kind"),
            "options": {"shop": both("餐饮店", "Restaurant"), "canteen": both("食堂", "Canteen")},
        },
        "/opened": {"label": both("开业日期", "Opening date"), "hint": both("例如 2026 3 27", "For example 2026 3 27")},
        "/area": {"label": both("面积", "Floor area")},
        "/capital": {"label": both("注册资本", "Capital"), "widget": "money"},
        "/address/street": {"label": both("街道门牌", "Street and number")},
        "/address/postcode": {"label": both("邮政编码", "Postcode")},
        "/has_sign": {"label": both("是否有招牌", "Signboard or not")},
        "/sign_text": {"label": both("招牌文字", "Sign text"), "visible-if": {"equals": ["/has_sign", True]}},
        "/foods": {
            "label": both("食品类别", "Kinds of food"),
            "options": {"hot": both("热食", "Hot"), "cold": both("冷食", "Cold"), "raw": both("生食", "Raw")},
        },
        "/phone": {"label": both("手机号码", "Mobile number")},
        "/members": {
            "label": both("从业人员", "Staff"),
            "item": {
                "/name": {"label": both("姓名", "Name")},
                "/citizen_id": {"label": both("公民身份号码", "Citizen id")},
                "/manager": {"label": both("是否负责人", "Manager or not")},
                "/title": {"label": both("职务", "Title"), "visible-if": {"equals": ["./manager", True]}},
            },
        },
        "/plan": {"label": both("平面图", "Floor plan"), "widget": "file"},
    },
}

GOOD = {
    "name": "老王饭馆",
    "kind": "canteen",
    "opened": "2026-03-27",
    "area": 86,
    "capital": 1250,
    "has_sign": True,
    "sign_text": "老王",
    "foods": ["hot", "raw"],
    "phone": "13800138000",
    "address": {"street": "人民路 1 号", "postcode": "330100"},
    "members": [{"name": "王一", "citizen_id": "11010519491231002X", "manager": True, "title": "店长"}],
    "plan": "01980000-0000-7000-8000-00000000000a",
}
