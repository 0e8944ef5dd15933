/** The keys, in English. */
export const keys = {
  title: 'Keys',
  anywhere: 'Anywhere',
  show: 'Show the keys',
  undo: 'Undo the last thing',
  back: 'Close what is open',
  photos: 'In the gallery',
  arrows: 'Move between photos',
  enter: 'Open the photo',
  space: 'Select or leave out',
  range: 'Select up to here',
  looking: 'Looking at photos',
  sides: 'Previous and next',
  zoom: 'Larger, smaller, whole',
  plain: 'Without labels',
  lines: 'Lines between markings',
  link: 'Both photos together',
  deciding: 'Deciding who it is',
  /** As they are called on a keyboard. */
  names: {
    arrows: 'Arrows',
    enter: 'Enter',
    space: 'Space',
    shiftSpace: 'Shift + Space',
    escape: 'Esc',
    undo: 'Ctrl + Z',
  },
};
