"""PyTorch's side of convolution.cpp: the same convolutions on the GPU, in float32 arithmetic, by the algorithm that
cuDNN finds fastest, in the memory format that it is faster in."""
import time

import gradus_peer

torch = gradus_peer.need("torch")
if not torch.cuda.is_available():
    gradus_peer.missing("this PyTorch sees no GPU")
torch.manual_seed(1)
torch.backends.cudnn.benchmark = True
torch.backends.cudnn.allow_tf32 = False
torch.backends.cuda.matmul.allow_tf32 = False


def steps(batch, channels, filters, size, memory_format):
    """A convolution's forward pass, and forward with backward."""
    there = {"device": "cuda"}
    conv = torch.nn.Conv2d(channels, filters, 3, padding=1, bias=False, **there).to(memory_format=memory_format)
    images = torch.randn(batch, channels, size, size, **there).to(memory_format=memory_format)
    upstream = torch.randn(batch, filters, size, size, **there).to(memory_format=memory_format)
    leaf = images.clone(memory_format=torch.preserve_format).requires_grad_()

    def forward():
        with torch.no_grad():
            conv(images)

    def both():
        torch.autograd.grad(conv(leaf), [leaf, conv.weight], upstream)

    return forward, both


def faster(choices):
    """Of several ways to do one thing, the one that takes the least time."""
    def seconds(run):
        best = float("inf")
        for _ in range(5):
            torch.cuda.synchronize()
            start = time.perf_counter()
            for _ in range(10):
                run()
            torch.cuda.synchronize()
            best = min(best, time.perf_counter() - start)
        return best

    return min(choices, key=seconds)


class Lazy:
    """Measures which format is faster when it is first called."""
    def __init__(self, which, *sizes):
        self.which, self.sizes, self.run = which, sizes, None

    def __call__(self):
        if self.run is None:
            formats = (torch.contiguous_format, torch.channels_last)
            self.run = faster([steps(*self.sizes, f)[self.which] for f in formats])
        self.run()


cases = {}
for batch, channels, filters, size in ((128, 16, 16, 32), (128, 32, 32, 16), (128, 64, 64, 8), (128, 64, 128, 32)):
    name = f"conv 3x3 {channels}->{filters} {size}x{size} b{batch}"
    cases[f"{name}, forward"] = Lazy(0, batch, channels, filters, size)
    cases[f"{name}, forward and backward"] = Lazy(1, batch, channels, filters, size)
gradus_peer.serve(f"PyTorch {torch.__version__}", cases, torch.cuda.synchronize)
