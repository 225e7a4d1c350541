/**
 * For a button of Ant Design that waits for the server. An answer that comes sooner shows no
 * spinner: its way out would never quite end, and a screen reader would go on hearing "loading".
 */
export const shownBusy = (busy: boolean) => busy && { delay: 300 };
