"""The chat page as a program: built once over a workspace, served on this computer only."""

import os
import socket
import sys
import threading
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from sources.errors import UsageError
from ui.chat import attempt, refusal
from ui.shelf import MOST_MEGABYTES

if TYPE_CHECKING:
    import gradio as gr

    from assistant.workspace import Workspace

FIRST_PORT = 7860
HOUR = 3600


def build_app(workspace: "Workspace") -> "gr.Blocks":
    """The page and its three API endpoints, not yet served."""
    # Read by Gradio when it is imported: no calls home, not even for its version.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    import gradio as gr

    from ui.layout import Page

    with gr.Blocks(
        title="Wellsourced", analytics_enabled=False, fill_width=True, delete_cache=(HOUR, HOUR)
    ) as opened:
        blocks: gr.Blocks = opened
        Page(workspace).wire(blocks)
        _add_endpoints(workspace)
    return blocks


def _add_endpoints(workspace: "Workspace") -> None:
    """What other programs may call: the same answers as the page, as plain values."""
    from gradio.events import api

    def ask(question: str, corpus: str = "") -> dict[str, Any]:
        """Ask the sources; returns the answer with its citations, or why they do not say."""
        refused = refusal(question)
        if refused:
            return {"error": refused}
        answer, error = attempt(lambda: workspace.assistant(corpus or None).ask(question))
        return answer.to_json() if answer else {"error": error}

    def check(claim: str, corpus: str = "") -> dict[str, Any]:
        """Check a claim; returns the verdict with the sentences that decide."""
        refused = refusal(claim, is_claim=True)
        if refused:
            return {"error": refused}
        checked, error = attempt(lambda: workspace.assistant(corpus or None).check(claim))
        return checked.to_json() if checked else {"error": error}

    def sources(corpus: str = "") -> list[dict[str, Any]]:
        """Every source of a corpus with its state."""
        from dataclasses import asdict

        found, error = attempt(lambda: workspace.sources(corpus or None))
        return [asdict(source) for source in found] if found is not None else [{"error": error}]

    api(ask, api_name="ask", concurrency_limit=8)
    api(check, api_name="check", concurrency_limit=8)
    api(sources, api_name="sources")


def serve(
    workspace: "Workspace",
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    quiet: bool = False,
    open_browser: bool = False,
) -> None:
    """Serve the page until interrupted; prints one line with its address when it answers.

    Raises: UsageError when the port is taken.
    """
    blocks = build_app(workspace)
    address = launch(blocks, workspace, host=host, port=port if port else free_port(host))
    threading.Thread(target=prepare, args=(workspace,), name="wellsourced-prepare", daemon=True).start()
    if not quiet:
        sys.stdout.write(f"Wellsourced answers at {address}  (Ctrl+C stops it)\n")
        sys.stdout.flush()
    if open_browser:
        import webbrowser

        webbrowser.open(address)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        blocks.close(verbose=False)


def launch(blocks: "gr.Blocks", workspace: "Workspace", *, host: str, port: int) -> str:
    """Start serving in the background; returns the address. Every option that guards is spelt out."""
    from ui.layout import AT_ONCE, theme
    from ui.parts import asset

    if not _is_free(host, port):
        raise UsageError(f"Port {port} on {host} is taken. Choose another with --port, or stop what uses it.")
    blocks.queue(default_concurrency_limit=AT_ONCE, max_size=64)
    with as_file(files("ui").joinpath("assets", "favicon.svg")) as favicon:
        _, address, _ = blocks.launch(
            server_name=host,
            server_port=port,
            share=False,
            inbrowser=False,
            prevent_thread_lock=True,
            quiet=True,
            show_error=False,
            max_file_size=f"{MOST_MEGABYTES}mb",
            allowed_paths=[],
            blocked_paths=[str(workspace.settings.home)],
            strict_cors=True,
            enable_monitoring=False,
            ssr_mode=False,
            mcp_server=False,
            pwa=False,
            run_history=False,
            state_session_capacity=1000,
            footer_links=[],
            favicon_path=str(favicon),
            theme=theme(),
            css=asset("page.css"),
        )
    return address


def free_port(host: str, first: int = FIRST_PORT) -> int:
    """The first free port from ``first`` on. Raises: UsageError when a hundred are taken."""
    for port in range(first, first + 100):
        if _is_free(host, port):
            return port
    raise UsageError(f"No free port from {first} to {first + 99}. Choose one with --port.")


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server itself does; without it a port just left would look taken for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def prepare(workspace: "Workspace") -> None:
    """Load models and index before the first question, then read the cited pages that nobody tried yet.

    In the background. If loading fails the question will say why; pages that fail say so in the list.
    """
    attempt(lambda: workspace.assistant().ask("What is this about?"))
    attempt(workspace.fetch_pending)
