"""PyTorch's side of convolution.cpp: the same convolutions, in the memory format that it is faster in."""
import gradus_peer

torch = gradus_peer.need("torch")
torch.manual_seed(1)


def steps(batch, channels, filters, size, memory_format):
    """A convolution's forward pass, and forward with backward."""
    conv = torch.nn.Conv2d(channels, filters, 3, padding=1, bias=False).to(memory_format=memory_format)
    images = torch.randn(batch, channels, size, size).to(memory_format=memory_format)
    upstream = torch.randn(batch, filters, size, size).to(memory_format=memory_format)
    leaf = images.clone(memory_format=torch.preserve_format).requires_grad_()

    def forward():
        with torch.no_grad():
            conv(images)

    def both():
        torch.autograd.grad(conv(leaf), [leaf, conv.weight], upstream)

    return forward, both


def case(which, *sizes):
    """Forward (0) or with backward (1), in the faster memory format."""
    formats = (torch.contiguous_format, torch.channels_last)
    return gradus_peer.Fastest([lambda f=f: steps(*sizes, f)[which] for f in formats])


cases = {}
for batch, channels, filters, size in ((64, 16, 16, 32), (64, 32, 32, 16), (64, 64, 64, 8), (128, 64, 128, 32)):
    name = f"conv 3x3 {channels}->{filters} {size}x{size} b{batch}"
    cases[f"{name}, forward"] = case(0, batch, channels, filters, size)
    cases[f"{name}, forward and backward"] = case(1, batch, channels, filters, size)
gradus_peer.serve(f"PyTorch {torch.__version__}", cases)
