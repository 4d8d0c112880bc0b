"""The settings of a machine: each a variable of the environment, typed, with a sentence."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[3]
MB = 1024 * 1024


def _told(default: Any, zh: str, en: str, **more: Any) -> Any:
    return Field(default, description=en, json_schema_extra={"zh": zh}, **more)


class Environment(BaseSettings):
    """Read once at the start; a value of the wrong type stops the start with a sentence."""

    model_config = SettingsConfigDict(env_prefix="HUYING_", extra="ignore")

    database_url: str = _told(
        "",
        "PostgreSQL 15 以上的地址;不设则启动自带的数据库",
        "Address of a PostgreSQL 15 or newer; without it the embedded one is started",
        validation_alias=AliasChoices("DATABASE_URL"),
    )
    data: Path = _told(
        ROOT / "data",
        "数据文件夹:自带数据库、密钥、上传的照片",
        "Data folder: the embedded database, keys, uploaded photos",
    )
    host: str = _told("127.0.0.1", "网页监听的地址", "Address the web server listens on")
    port: int = _told(8000, "网页监听的端口", "Port the web server listens on", ge=1, le=65535)
    allowed_hosts: list[str] = _told(
        ["localhost", "127.0.0.1", "[::1]"],
        '允许的网站域名,JSON 数组,如 ["help.example.gov"]',
        'Host names this site answers to, a JSON array such as ["help.example.gov"]',
    )
    https: bool = _told(
        False,
        "对外是否用 HTTPS(前面的代理负责加密)",
        "Whether people reach the site over HTTPS (a proxy in front encrypts)",
    )
    proxies: int = _told(
        0,
        "前面有几层可信的反向代理;用来认出来访者的地址",
        "How many trusted reverse proxies stand in front; used to tell a visitor's address",
        ge=0,
    )
    secret_key: str = _told(
        "",
        "签名密钥;不设则用数据文件夹里自动生成的",
        "Signing key; without it the one made in the data folder is used",
        repr=False,
    )
    keys: str = _told(
        "",
        "个人信息的加密密钥(JSON);不设则用密钥文件",
        "Keys that personal data are encrypted with (JSON); without it the key file is used",
        repr=False,
    )
    keys_file: Path | None = _told(
        None,
        "加密密钥文件;不设则为数据文件夹里的 keys/columns.json",
        "File of the encryption keys; without it keys/columns.json in the data folder",
    )
    web_workers: int = _told(
        max(1, min(os.cpu_count() or 1, 4)), "网页进程数", "Web server processes", ge=1, le=64
    )
    web_threads: int = _told(
        8, "每个网页进程同时处理的请求数", "Requests one web process handles at a time", ge=1, le=64
    )
    job_workers: int = _told(4, "同时执行的后台任务数", "Background jobs run at a time", ge=1, le=64)
    max_body_mb: int = _told(
        64, "一次请求最多多少 MB(含照片和文件)", "Largest request in MB, photos and files included", ge=1
    )
    max_form_mb: int = _told(4, "表单文字最多多少 MB", "Largest form text in MB, files not counted", ge=1)
    time_zone: str = _told("Asia/Shanghai", "页面上的时区", "Time zone of the pages")
    log_format: Literal["lines", "json"] = _told("lines", "日志格式", "How the log is written")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _told(
        "INFO", "日志的详细程度", "How much is logged"
    )
    email_host: str = _told(
        "", "发邮件的服务器;不设则只写进日志", "Mail server; without it mail is only written to the log"
    )
    email_port: int = _told(587, "发邮件的端口", "Port of the mail server")
    email_user: str = _told("", "发邮件的账号", "User of the mail server")
    email_password: str = _told("", "发邮件的密码", "Password of the mail server", repr=False)
    email_tls: bool = _told(True, "发邮件是否用 STARTTLS", "Whether mail is sent with STARTTLS")
    email_from: str = _told("huying@localhost", "发件人地址", "Sender of mail")
    sms_outlet: str = _told(
        "huying.messages.outlets.console.Console",
        "短信通道的类路径;默认只写进日志",
        "Class path of the SMS outlet; the usual one only writes to the log",
    )
    sms_gateway: dict[str, Any] = _told(
        {}, "短信网关的参数(JSON)", "What the SMS gateway needs (JSON)", repr=False
    )
    sms_sign: str = _told("呼应", "短信签名", "Signature of text messages")
    robot_hosts: str = _told(
        "", "允许的群机器人域名,空格分开", "Hosts that group robots may live on, separated by spaces"
    )
    mfa_roles: str = _told(
        "",
        "必须用第二重验证登录的岗位代码,空格分开",
        "Codes of roles that must log in with a second factor, separated by spaces",
    )
    admin: str = _told("", "第一位管理员的登录名", "Log-in name of the first administrator")
    admin_password: str = _told("", "第一位管理员的密码", "Password of the first administrator", repr=False)

    def secret(self) -> str:
        """The signing key, from the variable or the data folder; empty when neither is there."""
        if self.secret_key:
            return self.secret_key
        kept = self.data / "keys" / "signing"
        return kept.read_text().strip() if kept.exists() else ""

    def columns_file(self) -> Path:
        """The file with the keys of the encrypted columns."""
        return self.keys_file or self.data / "keys" / "columns.json"
