/** What a tab says about the others. */
export const tabsEn = {
  tabs: 'Joining your other Huella tab…',
  silent:
    'Your other Huella tab is not answering. If it stays silent, this one takes over shortly.',
  reload: 'Reload',
};
