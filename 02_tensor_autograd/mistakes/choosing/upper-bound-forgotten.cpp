// mistake: upper-bound-forgotten
// region: choosing/clamp
// from: 13
// message: beyond the upper bound the result is constant, too
                        if (min) g = where(x >= *min, g, 0.0);
