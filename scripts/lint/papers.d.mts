/** What is missing or old in the papers of a tree. */
export declare function wrongPapers(root: string): readonly string[]
