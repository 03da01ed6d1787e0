"""Checks what docs/ci.md shows against the program and the image: `examples.py PROGRAM CONFIG`.

CONFIG is the image's configuration as JSON. There is no engine here, so no example is run whole. Every file is parsed, and what
it says to the emulator is tried: its settings start the program, its requests are answered, its ports and health checks are
the image's.
"""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import urllib.request

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM, CONFIG = sys.argv[1], json.loads(pathlib.Path(sys.argv[2]).read_text())
PAGE = (ROOT / "docs/ci.md").read_text()
VERSION = re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.M)[1]
IMAGE = f"registry.example.com/checkout-emulator:{VERSION}"
PORT = 12111
VARIABLE = "CHECKOUT_EMULATOR_"


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)


class Running:
    """The program with an example's settings, on ports that are free."""

    def __init__(self, arguments=(), environment=None):
        given = {name: value for name, value in os.environ.items() if not name.startswith(VARIABLE)}
        given |= {name: str(value) for name, value in (environment or {}).items()} | {f"{VARIABLE}PORT": "0"}
        if f"{VARIABLE}HTTPS_PORT" in given:
            given[f"{VARIABLE}HTTPS_PORT"] = "0"
        command = [PROGRAM, *arguments, "--log", "off"]
        self.process = subprocess.Popen(command, env=given, text=True, stdout=-1, stderr=-1)

    def __enter__(self):
        line = self.process.stdout.readline()
        assert line.startswith("checkout-emulator listening on http://"), self.process.stderr.read()
        self.port = int(line.rsplit(":", 1)[1])
        return self

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(20) == 0

    def get(self, path):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}").status


def emulators(document):
    """The emulator's services in a file for Compose, GitHub Actions or GitLab, with the variables each is given."""
    for service in document.get("services", {}).values():
        if "image" in service:
            yield service, service.get("environment", {})
    for job in document.get("jobs", {}).values():
        for service in job["services"].values():
            yield service, service.get("env", {})
    for job in document.values():
        for service in job.get("services", []) if isinstance(job, dict) else []:
            if isinstance(service, dict):
                yield {**service, "image": service["name"]}, service.get("variables", {})


def check_yaml():
    services = 0
    for block in blocks("yaml"):
        document = yaml.safe_load(block)
        # YAML 1.1 reads the key `on` as a truth value.
        found = list(emulators({name: value for name, value in document.items() if name is not True}))
        assert len(found) == 1, f"{len(found)} emulators in\n{block}"
        service, variables = found[0]
        services += 1
        assert service["image"] == IMAGE, service["image"]
        assert all(name.startswith(VARIABLE) for name in variables), variables
        for port in service.get("ports", []):
            host, container = str(port).split(":")
            assert f"{container}/tcp" in CONFIG["ExposedPorts"] and host == container, port
        if health := service.get("healthcheck"):
            assert health["test"] == CONFIG["Healthcheck"]["Test"], health
        for other in document.get("services", {}).values():
            for name, condition in other.get("depends_on", {}).items():
                assert document["services"][name] is service and CONFIG["Healthcheck"], name
                assert condition == {"condition": "service_healthy"}, condition
        with Running(environment=variables) as emulator:
            assert emulator.get("/_emulator/health") == 200
        for host, port in re.findall(r"http://(localhost|checkout-emulator):(\d+)", block):
            assert int(port) == PORT, f"{host}:{port}"
    return services


def commands():
    for block in blocks("sh"):
        for line in block.replace("\\\n", " ").splitlines():
            yield line


def check_commands():
    count = 0
    for line in commands():
        words = shlex.split(line)
        if words[:2] == ["docker", "run"]:
            at = words.index(IMAGE)
            published = [words[index + 1].split(":")[1] for index, word in enumerate(words) if word == "--publish"]
            arguments = words[at + 1 :]
            https = [arguments.index("--https-port") + 1] if "--https-port" in arguments else []
            assert published == [str(PORT), *(arguments[index] for index in https)], published
            for index in https:
                arguments[index] = "0"
            with Running(arguments) as emulator:
                assert emulator.get("/_emulator/health") == 200
        elif words[0] == "curl":
            with Running() as emulator:
                local = [word.replace(f":{PORT}", f":{emulator.port}") for word in words[1:]]
                subprocess.run(["curl", "-fsS", "-o", "/dev/null", *local], check=True)
        elif "docker exec" in line:
            check = re.search(r"docker exec checkout-emulator (.*?);", line)[1]
            assert ["CMD", *shlex.split(check)] == CONFIG["Healthcheck"]["Test"], check
        else:
            assert words[:2] == ["docker", "stop"], line
        count += 1
    return count


def check_programs():
    languages = ["js", "java", "python", "go"]
    with Running() as emulator:
        for language in languages:
            (program,) = blocks(language)
            assert IMAGE in program, language
            ports = {int(port) for port in re.findall(r"\b\d{4,5}\b", program)}
            assert ports == {PORT}, f"{language}: {ports}"
            (path,) = re.findall(r"/_emulator/[a-z_/]+", program)
            assert emulator.get(path) == 200
            assert program.count("sk_test_") == 1, language
    return len(languages)


def check_names():
    """Every variable the page names is one of the program's, and every image the same."""
    help_text = subprocess.run([PROGRAM, "--help"], check=True, capture_output=True, text=True).stdout
    for name in re.findall(rf"{VARIABLE}[A-Z_]+", PAGE):
        assert re.search(rf"\[env: {name}[=\]]", help_text), name
    images = set(re.findall(r"\b[\w.]+/checkout-emulator:[\w.]+", PAGE))
    assert images == {IMAGE}, images
    assert list(CONFIG["ExposedPorts"]) == [f"{PORT}/tcp"]
    assert f"[default: {PORT}]" in help_text


check_names()
print(f"docs/ci.md: {check_yaml()} YAML files, {check_commands()} commands, {check_programs()} programs agree with the image")
