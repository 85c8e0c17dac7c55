// mistake: modes-exchanged
// region: initialisation/kaiming
// from: 27
// message: fan-out was taken where the mode says fan_in
const Index count = options.mode == FanMode::fan_in ? fan.out : fan.in;
return draw(tensor, stream, distribution, gain / std::sqrt(static_cast<double>(count)));
