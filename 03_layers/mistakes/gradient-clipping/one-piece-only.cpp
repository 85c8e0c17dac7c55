// mistake: one-piece-only
// region: gradient-clipping/norm
// message: only the first piece was counted
return squares.empty() ? 0.0 : std::sqrt(squares[0]);
