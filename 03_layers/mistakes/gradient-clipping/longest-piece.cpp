// mistake: longest-piece
// region: gradient-clipping/norm
// message: this is the norm of the longest piece
double most = 0;
for (double square : squares) most = square > most ? square : most;
return std::sqrt(most);
