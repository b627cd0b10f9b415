"""Government: regions, departments, posts, who holds them, and which days are working days."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tongban.directory.models.validity import Valid
from tongban.kit.ids import new_id


class Region(Valid):
    """行政区划. `code` is the 6-digit (county and above) or 9-digit (street) code; level as AuthorityLevel (GB/T 39046)."""

    code = models.CharField(primary_key=True, max_length=12)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    level = models.CharField(max_length=1)

    class Meta:
        constraints = [Valid.in_order("region_dates")]


class Department(Valid):
    """部门. `code` is unique in the city and used by data; `number` is the 3-digit part of case numbers."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=60, unique=True)
    number = models.CharField(max_length=3)
    region = models.ForeignKey(Region, models.PROTECT, related_name="departments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18, blank=True)
    address_zh = models.CharField(max_length=120, blank=True)
    address_en = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [Valid.in_order("department_dates")]


class Post(Valid):
    """岗位. What its holder may do is its roles, e.g. counter, reviewer, inspector, decider, head, issuer, supervisor."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=80, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="posts")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    roles = ArrayField(models.CharField(max_length=30), default=list)

    class Meta:
        constraints = [Valid.in_order("post_dates")]


class Appointment(Valid):
    """任职: an officer holds a post."""

    id = models.UUIDField(primary_key=True, default=new_id)
    officer = models.ForeignKey("directory.Officer", models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")

    class Meta:
        constraints = [Valid.in_order("appointment_dates")]


class Substitution(Valid):
    """AB 岗: another officer stands in at a post for some days."""

    id = models.UUIDField(primary_key=True, default=new_id)
    post = models.ForeignKey(Post, models.PROTECT, related_name="substitutions")
    officer = models.ForeignKey("directory.Officer", models.PROTECT, related_name="substitutions")
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [Valid.in_order("substitution_dates")]


class CalendarDay(models.Model):
    """工作日历: a day that differs from Monday-to-Friday, by notice of the State Council or of a region (overlay)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField()
    is_workday = models.BooleanField()
    reason_zh = models.CharField(max_length=60)
    reason_en = models.CharField(max_length=80)
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "region"], name="calendar_day_once", nulls_distinct=False),
        ]
