// mistake: clamp-without-g
// region: choosing/clamp
// from: 3
// message: that is where the gradient passes
                        const Tensor one = as_tensor(1.0, g);
                        g = expand(one, x.shape());
                        if (min) g = where(x >= *min, g, 0.0);
                        if (max) g = where(x <= *max, g, 0.0);
