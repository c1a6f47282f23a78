/** What is wrong with the words of one file: a line each. */
export declare function badWords(path: string, text: string): readonly string[]
