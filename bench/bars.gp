# gnuplot -c bars.gp OUTPUT "DATA...": draws panels with bars from 0, two panels in a row, so that the text can be read on a
# phone. DATA is a title, then rows of a name, a value, a label and whether it is ours. An endless value has a bar as long
# as the longest one. The script that calls this adds the colours of the text and of the background.
ours = 0x2f81f7
others = 0x7d8590
width = 560
bar = 21   # the height of a bar, with its gap
head = 34  # of a panel: its title
foot = 14
set encoding utf8
set datafile separator "\t"
panels = words(ARG2)
rows = (panels + 1) / 2
array height[rows]
total = 1.0 * head
do for [row = 1:rows] {
  height[row] = 0
  do for [i = 2 * row - 1:(2 * row > panels ? panels : 2 * row)] {
    stats word(ARG2, i) skip 1 using 2 nooutput
    height[row] = STATS_records > height[row] ? STATS_records : height[row]
  }
  height[row] = height[row] * bar
  total = total + head + height[row] + foot
}
set terminal svg size width, total fixed noenhanced font "sans-serif,15"
set output ARG1
set border 0
set ytics scale 0 nomirror
unset xtics
set style fill solid 1.0 noborder
unset key
set multiplot
set label 2 "Lower is better. Ours is the value, others are multiples of it." at screen 0.01, screen 1 - 20.0 / total left
ends(value, label) = label[1:1] eq ">" ? NaN : value
shown(value, label) = label[1:1] eq ">" ? most : value
ratio(label) = strstrt(label, "(") ? label[strstrt(label, "(") + 1:strlen(label) - 1] : label
top = 1.0 * head
do for [i = 0:panels - 1] {
  data = word(ARG2, i + 1)
  row = i / 2 + 1
  set lmargin at screen (i % 2 + 0.47) / 2
  set rmargin at screen (i % 2 + 0.99) / 2
  set xrange [*:*]
  set yrange [*:*]
  stats data skip 1 using (ends($2, stringcolumn(3))) nooutput
  most = STATS_max
  stats data skip 1 using 2 nooutput
  set tmargin at screen 1 - (top + head) / total
  set bmargin at screen 1 - (top + head + STATS_records * bar) / total
  set xrange [0:most * 1.7]
  set yrange [STATS_records - 0.5:-0.5]
  set label 1 system("head -n 1 ".data) at screen i % 2 / 2.0 + 0.01, screen 1 - (top + 20.0) / total left font ",16"
  plot data skip 1 using (0):0:(0):(shown($2, stringcolumn(3))):($0 - 0.35):($0 + 0.35): \
         ($4 == 1 ? ours : others):yticlabels(1) with boxxyerror linecolor rgb variable, \
       data skip 1 using (shown($2, stringcolumn(3))):0:(ratio(stringcolumn(3))) with labels left offset 0.5, 0
  unset label 2
  top = top + (i % 2) * (head + height[row] + foot)
}
unset multiplot
