// mistake: no-root
// region: initialisation/kaiming
// message: divided by the fan, not by its root
const Index count = options.mode == FanMode::fan_in ? fan.in : fan.out;
return draw(tensor, stream, distribution, gain / static_cast<double>(count));
