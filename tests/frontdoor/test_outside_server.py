"""`DATABASE_URL`: roles made with random passwords on an outside server, each process with its own and no other."""

import contextlib
import json
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.frontdoor.running_city import City, free_port
from tongban.config.command import dumping, serving
from tongban.config.command.messages import Stop
from tongban.kit.database import Cluster, DatabaseProblem, cluster, connection_settings, ephemeral, external
from tongban.kit.database.connection import describe, parse_url
from tongban.kit.database.ephemeral import CARELESS


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server whose administrator made a database and an owner, and nothing else."""
    with ephemeral() as cluster:
        for role in ("public", "office", "worker", "sealer"):
            cluster.psql(f"DROP OWNED BY tongban_{role}; DROP ROLE tongban_{role};")
        yield cluster


def url(server: Cluster) -> str:
    return f"postgresql://tongban_owner@/tongban?host={server.place.sockets}"


def test_an_owner_without_the_right_is_told_the_command(server: Cluster, tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem) as refused:
        external.prepare(tmp_path, url(server))
    assert refused.value.mend.endswith("ALTER ROLE tongban_owner CREATEROLE")
    assert not (tmp_path / "database.json").exists()


def test_roles_are_made_once_and_kept(server: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server.psql("ALTER ROLE tongban_owner CREATEROLE")
    first = tmp_path / "first"
    first.mkdir()
    external.prepare(first, url(server))
    made = (
        "SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolname LIKE 'tongban_%' AND rolcanlogin"
    )
    assert server.psql(made) == "tongban_office tongban_owner tongban_public tongban_sealer tongban_worker"
    passwords = {file.name: file.read_text() for file in (first / "secrets").iterdir()}
    assert len(set(passwords.values())) == 4
    assert {file.stat().st_mode & 0o777 for file in (first / "secrets").iterdir()} == {0o600}
    assert not any(password in (first / "database.json").read_text() for password in passwords.values())

    external.prepare(first, url(server))
    assert {file.name: file.read_text() for file in (first / "secrets").iterdir()} == passwords

    public = connection_settings("public", {"TONGBAN_DATA": str(first)})
    assert public["USER"] == "tongban_public"
    assert public["PASSWORD"] == passwords["database-public.password"]
    assert public["HOST"] == str(server.place.sockets)
    owner = connection_settings("owner", {"TONGBAN_DATA": str(first), "DATABASE_URL": url(server)})
    assert (owner["USER"], owner["NAME"]) == ("tongban_owner", "tongban")
    with pytest.raises(DatabaseProblem, match="DATABASE_URL"):
        connection_settings("owner", {"TONGBAN_DATA": str(first)})

    second = tmp_path / "second"
    second.mkdir()
    with pytest.raises(DatabaseProblem, match="another city may use it"):
        external.prepare(second, url(server))
    monkeypatch.setenv(external.TAKE_OVER, "1")
    external.prepare(second, url(server))
    assert (second / "secrets/database-public.password").read_text() != passwords["database-public.password"]


@pytest.mark.slow
def test_a_city_on_an_outside_server_hides_the_owner_from_its_sites(city: City) -> None:
    with ephemeral() as server:
        for role in ("public", "office", "worker", "sealer"):
            server.psql(f"DROP OWNED BY tongban_{role}; DROP ROLE tongban_{role};")
        server.psql("ALTER ROLE tongban_owner CREATEROLE")
        city.more = {"DATABASE_URL": url(server)}
        city.up()
        with urllib.request.urlopen(f"http://127.0.0.1:{city.ports[1]}/healthz", timeout=5) as response:
            assert response.read() == b"tongban_office office False"
        assert not (city.data / "database").exists()
        assert server.psql("SELECT count(*) FROM django_migrations", database="tongban") != "0"
        assert city.end() == 0
        assert city.processes() == {}


def addresses() -> list[str]:
    """The loopback addresses of this machine."""
    found = ["127.0.0.1"]
    with contextlib.suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        found.append("::1")
    return found


def test_over_tcp_with_an_awkward_name_and_password_and_home_again(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names and password need escapes in the address; a dump made there is the owner's of our own server here."""
    password = "p@ss/w:rd %é#?"
    monkeypatch.setattr(cluster, "PORT", free_port())
    settings = {**CARELESS, "listen_addresses": ",".join(addresses())}
    data = scratch / "data"
    data.mkdir()
    with Cluster(scratch / "server", settings=settings) as server:
        lines = [f"host all all {host}/{128 if ':' in host else 32} scram-sha-256\n" for host in addresses()]
        with (server.place.pgdata / "pg_hba.conf").open("a") as rules:
            rules.writelines(lines)
        for role in ("public", "office", "worker", "sealer"):
            server.psql(f"DROP OWNED BY tongban_{role}; DROP ROLE tongban_{role};")
        server.psql(f"SELECT pg_reload_conf(); CREATE ROLE \"city@hall\" LOGIN CREATEROLE PASSWORD '{password}'")
        server.psql('CREATE DATABASE "an lan" OWNER "city@hall" TEMPLATE template0')
        for host in addresses():
            place = f"{f'[{host}]' if ':' in host else host}:{cluster.PORT}/{quote('an lan')}"
            address = f"postgresql://{quote('city@hall', safe='')}:{quote(password, safe='')}@{place}"
            external.prepare(data, address)
            for role in ("owner", "public"):
                found = connection_settings(role, {"TONGBAN_DATA": str(data), "DATABASE_URL": address})
                assert (found["HOST"], found["NAME"]) == (host, "an lan")
                with psycopg.connect(
                    host=host, port=found["PORT"], dbname="an lan", user=found["USER"], password=found["PASSWORD"]
                ) as connection:
                    assert connection.info.user == {"owner": "city@hall", "public": "tongban_public"}[role]
            with pytest.raises(DatabaseProblem, match="password authentication failed"):
                external.prepare(data, address.replace("p%40ss", "p%40sss"))
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE kept AS SELECT '餐饮' AS word; GRANT SELECT ON kept TO tongban_office")
        monkeypatch.setenv("DATABASE_URL", address)
        dumping.dump(data, scratch / "dump")
    monkeypatch.delenv("DATABASE_URL")
    with Cluster(scratch / "home") as home:
        dumping.load(home.data, scratch / "dump")
        assert home.psql("SELECT word FROM kept", database="tongban", role="tongban_office") == "餐饮"
        owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'kept'"
        assert home.psql(owner, database="tongban") == "tongban_owner"


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="cannot be reached"):
        external.prepare(tmp_path, f"postgresql://tongban_owner@/tongban?host={tmp_path}")


def test_an_address_is_read_as_libpq_reads_it() -> None:
    entry = parse_url("postgresql://o%40wner:p%2Fw@db.example:6432/city?sslmode=verify-full")
    assert json.loads(json.dumps(entry)) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "city",
        "HOST": "db.example",
        "PORT": "6432",
        "USER": "o@wner",
        "PASSWORD": "p/w",
        "OPTIONS": {"sslmode": "verify-full"},
    }
    for wrong in ("", "mysql://a/b", "postgresql://host", "postgresql://u:p@h:port/city", "postgresql://u:p@[::1/city"):
        with pytest.raises(DatabaseProblem, match="DATABASE_URL is not an address"):
            parse_url(wrong)


def test_before_the_first_start_the_settings_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match=r"\./tongban up --data"):
        connection_settings("public", {"TONGBAN_DATA": str(tmp_path)})
    with pytest.raises(KeyError):
        connection_settings("postgres", {"TONGBAN_DATA": str(tmp_path)})


@pytest.mark.parametrize(("external_then", "says"), [(True, "lives on an outside database"), (False, "names another")])
def test_a_city_stays_on_its_server(
    external_then: bool, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise it would find an empty database, and no sign of what was lost."""
    describe(tmp_path, host="db", port=5432, version="18", external=external_then)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if not external_then:
        monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@127.0.0.1:1/city")
    with pytest.raises(Stop, match=says) as refused, serving.own_database(tmp_path):
        pass
    assert "DATABASE_URL" in refused.value.mend
    assert not (tmp_path / "database").exists()
