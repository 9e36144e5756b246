"""A tiny language model of random weights, and llama.cpp's own server for it in a process of its own.

The model babbles: a small vocabulary of syllables, greedy, without an end. The server is the real one, so what is
tested is the real protocol. ``python tests/llama_server.py MODEL`` serves until its input ends.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import gguf
import numpy as np

CONTEXT = 16_384
"""Tokens that prompt and reply may have together. The vocabulary is small, so texts have many."""
_WIDTH, _LAYERS, _HEADS, _INNER = 32, 4, 4, 64
_PRINTABLE = [chr(code) for code in range(0x20, 0x7F)]
_SYLLABLES = [
    first + second for first in "bdfghklmnprstvz" for second in ("a", "e", "i", "o", "u", "an", "er")
]
_BYTES = [f"<0x{code:02X}>" for code in range(256)]
_MARK = "▁"
"""How SentencePiece writes a blank."""


def write_tiny_model(path: Path, seed: int = 5) -> Path:
    """A llama of about a third of a megabyte whose weights are chance."""
    chance = np.random.default_rng(seed)
    special = ["<unk>", "<s>", "</s>"]
    words = [*(one.replace(" ", _MARK) for one in _PRINTABLE), *(_MARK + one for one in _SYLLABLES)]
    tokens = [*special, *_BYTES, *words]
    kinds = gguf.TokenType
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_INNER)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(at) for at in range(len(tokens))])
    writer.add_token_types(
        [kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL, *[kinds.BYTE] * 256, *[kinds.NORMAL] * len(words)]
    )
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template("{% for message in messages %}{{ message['content'] }}\n{% endfor %}")

    def add(name: str, *shape: int) -> None:
        writer.add_tensor(name, chance.normal(0, 0.3, shape).astype(np.float32))

    def add_norm(name: str) -> None:
        writer.add_tensor(name, np.ones(_WIDTH, dtype=np.float32))

    add("token_embd.weight", len(tokens), _WIDTH)
    for layer in range(_LAYERS):
        block = f"blk.{layer}"
        add_norm(f"{block}.attn_norm.weight")
        add_norm(f"{block}.ffn_norm.weight")
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"{block}.{part}.weight", _WIDTH, _WIDTH)
        add(f"{block}.ffn_gate.weight", _INNER, _WIDTH)
        add(f"{block}.ffn_up.weight", _INNER, _WIDTH)
        add(f"{block}.ffn_down.weight", _WIDTH, _INNER)
    add_norm("output_norm.weight")
    said = chance.normal(0, 0.3, (len(tokens), _WIDTH)).astype(np.float32)
    said[: len(special) + len(_BYTES)] = 0  # never the end, and no halves of characters
    writer.add_tensor("output.weight", said)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@contextmanager
def llama_server(model: Path) -> Iterator[str]:
    """The address of a server for the model, up to its ``/v1``, for as long as the context lasts."""
    child = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, __file__, str(model)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert child.stdout is not None
        address = next((line for line in child.stdout if line.startswith("http://")), "").strip()
        assert address, "llama.cpp's server did not start"
        yield f"{address}/v1"
    finally:
        child.kill()
        child.communicate()


def _serve(model: str) -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.endpoint_slots = True
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.warmup = False
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    _serve(sys.argv[1])
