export const pagesOf = (index) =>
  Array.from({ length: 6 + (index % 5) }, (_, number) => ({
    title: `Chapter ${number} of document ${index}`,
    paragraphs: Array.from(
      { length: 24 },
      (_, n) =>
        `${index}.${number}.${n} ${'Terms apply as agreed in writing. '.repeat(1 + (n % 3))}`,
    ),
  }));
