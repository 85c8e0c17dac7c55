// mistake: norms-added-up
// region: gradient-clipping/norm
// message: the lengths of the pieces were added
double sum = 0;
for (double square : squares) sum += std::sqrt(square);
return sum;
