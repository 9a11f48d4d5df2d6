let heat = 0;
for (;;) heat = Math.sqrt(heat + Math.random());
