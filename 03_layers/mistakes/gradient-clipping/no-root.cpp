// mistake: no-root
// region: gradient-clipping/norm
// message: this is the square of the norm
double sum = 0;
for (double square : squares) sum += square;
return sum;
