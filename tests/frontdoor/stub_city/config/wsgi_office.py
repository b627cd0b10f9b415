"""The office site of the stub city: says which database role it works as."""

from tongban.stub.site import application

__all__ = ["application"]
