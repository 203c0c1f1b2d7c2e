"""What facts are broken down by: values of dimensions, their aliases and their dated attributes."""
