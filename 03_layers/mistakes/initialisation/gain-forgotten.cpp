// mistake: gain-forgotten
// region: initialisation/kaiming
// message: relu takes half of the variance away
const Index count = options.mode == FanMode::fan_in ? fan.in : fan.out;
return draw(tensor, stream, distribution, 1 / std::sqrt(static_cast<double>(count)));
