/** The shop this installation's screens belong to; orders of other shops are not theirs. */
export const SHOP = "main";
