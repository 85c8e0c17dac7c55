// mistake: always-fan-in
// region: initialisation/kaiming
// message: the mode makes no difference
return draw(tensor, stream, distribution, gain / std::sqrt(static_cast<double>(fan.in)));
