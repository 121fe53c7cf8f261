"""The web server: uvicorn, as many processes as asked for, each with an app of its own."""

import uvicorn

from feedback.core.settings import Settings


def serve(settings: Settings, *, workers: int = 1, host: str = "127.0.0.1") -> None:
    """Serve until Ctrl-C or SIGTERM.

    Behind a proxy, HEARD_TRUSTED_PROXIES names whose word about the visitor's address and scheme is taken;
    without it every visitor would have the proxy's address. The server writes no access log: ours names the
    route, and never the address.
    """
    uvicorn.run(
        "feedback.app:app_from_env",
        factory=True,
        host=host,
        port=settings.port,
        workers=workers,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=10,
    )
