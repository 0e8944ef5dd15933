/**
 * The words of the shell and of the first screen, in English. The other languages must fill the
 * same shape (`FirstMessages`).
 */
import { actions } from './actions';
import { answer } from './answer';
import { crop } from './crop';
import { errors } from './errors';
import { filters } from './filters';
import { number, plural, duration } from './format';
import { offline } from './offline';
import { look, review } from './review';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });
const individuals = (n: number): string =>
  plural(n, { one: '{n} individual', other: '{n} individuals' });

export const messages = {
  errors,
  crop,
  actions,
  answer,
  offline,
  filters,
  look,
  review,

  common: {
    cancel: 'Cancel',
    close: 'Close',
    done: 'Done',
    delete: 'Delete',
    remove: 'Remove',
    save: 'Save',
    retry: 'Try again',
    dismiss: 'Dismiss',
    unidentified: 'Unidentified',
    photos,
  },

  shell: {
    skip: 'Skip to content',
    sections: 'Sections',
    identify: 'Identify',
    gallery: 'Gallery',
    individuals: 'Animals',
    lost: 'Lost and found',
    /** One word: five stand side by side on a phone. */
    lostTab: 'Lost',
    evaluate: 'How well it works here',
    groups: 'Groups without a name',
    mistakes: 'Names to check',
    surveys: 'Surveys',
    history: 'History',
    trash: 'Trash',
    encoders: 'Models',
    settings: 'Settings',
    share: 'Share',
    diagnostics: 'Diagnostics',
    review: 'Review',
    boxes: 'Find the animals',
    lacking: (names: string) =>
      `This browser lacks what Huella needs to run (${names}): please open it in a current Chrome, Edge, Firefox or Safari, at an https address.`,
    notLoaded: 'This part of Huella could not be loaded. Reload the page.',
    dropIdentify: 'Who is this?',
    dropIdentifyHint: 'Drop here to search',
    dropAdd: 'Add to the gallery',
    dropAddHint: 'Drop photos or folders here',
  },

  /** What the system shows of an installed Huella. */
  manifest: {
    description: 'Finds the same animal again: photo search by individual, on your own device.',
    identifyLabel: 'A photo and the animals it most resembles',
    galleryLabel: 'The photos in the gallery',
  },

  status: {
    tabs: 'Joining your other Huella tab…',
    silent:
      'Your other Huella tab is not answering. If it stays silent, this one takes over shortly.',
    reload: 'Reload',
    library: 'Opening your gallery…',
    encoder: 'Getting ready to compare photos…',
    index: 'Preparing the search…',
    reading:
      'You can already search. Photos are still being prepared, so it takes a little longer.',
    failed: 'Huella could not start.',
    slower: 'Searches may be a little slower here:',
    reasons: {
      chosen: 'it was chosen in Settings.',
      'self-check-passed': 'the graphics processor is in use.',
      'webgpu-absent':
        'this browser does not offer the graphics processor (WebGPU), so the main processor is used.',
      'webgpu-wrong-numbers':
        'the graphics processor gave wrong results in the check, so the main processor is used.',
      'webgpu-failed': 'the graphics processor failed to start, so the main processor is used.',
      'webgpu-without-halves':
        'this model is stored at half size, which the graphics processor of this device cannot use, so the main processor is used.',
      'webgpu-without-int8':
        'this model is stored at a quarter of its size, for the main processor.',
    },
  },

  welcome: {
    title: 'Find the same animal again',
    text: 'Give Huella a photo of an animal and it shows you the individuals it most resembles, by their coat, their marks and their shape. It all happens on this device: your photos never leave it.',
    sample: 'Try it with sample animals',
    sampleNote: 'Drawings made for Huella, so you can try it before adding anything of yours.',
    own: 'Add your photos',
    ownNote:
      'Or drop a folder anywhere on this page. If it has a subfolder for each animal, its name is kept.',
    preparing: 'Unpacking the drawings…',
  },

  identify: {
    title: 'Who is this?',
    lead: (p: number, i: number) =>
      `Searching ${photos(p)}${i > 0 ? ` of ${individuals(i)}` : ''}.`,
    choose: 'Choose a photo',
    camera: 'Take a photo',
    dropHint: 'You can also drop a photo here, or paste one.',
    tryOne: 'Or try with one of your gallery',
    tryThis: (name: string) => `Identify ${name}`,
    query: 'Photo to identify',
    another: 'Another photo',
    clear: 'Remove this photo',
    searching: 'Looking for the same animal…',
    waiting: 'The search starts as soon as Huella is ready.',
    cancelled: 'Search cancelled.',
    results: 'Most similar',
    found: (n: number) => plural(n, { one: '{n} result', other: '{n} results' }),
    foundFirst: (n: number, name: string) =>
      `${plural(n, { one: '{n} result', other: '{n} results' })}. First: ${name}.`,
    by: 'Show',
    byIndividual: 'By animal',
    byPhoto: 'By photo',
    count: 'How many',
    similarityOf: (value: string) => `Similarity ${value}`,
    about:
      'Similarity tells how alike two photos look: 1 is the same, 0 is nothing in common. It is not the chance of being the same animal: look at both photos and decide.',
    exact: 'Exact search',
    exactHint: (unseen: number) =>
      unseen === 0
        ? 'Your photo was compared with every photo of the gallery.'
        : 'Your photo was compared with every photo that is prepared on this device.',
    unseen: (n: number) =>
      plural(n, {
        one: '{n} photo of the gallery was not compared: the model in use has not seen it on this device yet.',
        other:
          '{n} photos of the gallery were not compared: the model in use has not seen them on this device yet.',
      }),
    approximate: 'Approximate search',
    approximateHint:
      'In a large gallery only the likeliest photos are compared, so one may be missed.',
    best: 'Most similar',
    compareWith: (name: string) => `Compare with ${name}`,
    noneTitle: 'Nothing to compare with',
    none: 'The gallery has no other photos yet.',
    newTitle: 'A new animal',
    newLead: 'The photo joins your gallery under this name.',
    failedTitle: 'The search did not work',
    added: (name: string) => `Photo added to ${name}.`,
  },

  compare: {
    title: (index: number, total: number) => `Comparing, ${number(index)} of ${number(total)}`,
    yours: 'Your photo',
    previous: 'Previous result',
    next: 'Next result',
    same: (name: string) => `Same animal: add to ${name}`,
    sameUnnamed: 'Same animal: give it a name',
    nameTitle: 'Name this animal',
    nameLead: 'Both photos will have this name.',
    isSame: (name: string) => `Marked as ${name}`,
    different: 'Different animal',
    isDifferent: (name: string) => `Not ${name}`,
    keys: 'Arrow keys: other results. + − 0: zoom. P: plain view. L: together or apart. G: markings that agree. Esc closes.',
  },

  zoom: {
    in: 'Zoom in',
    out: 'Zoom out',
    area: (name: string) => `${name}. Drag to move, plus and minus to zoom.`,
  },

  gallery: {
    counts: (p: number, i: number) => (i > 0 ? `${photos(p)}, ${individuals(i)}` : photos(p)),
    add: 'Add photos',
    addFiles: 'Photos',
    addFolder: 'A folder',
    search: 'Search by name',
    clearSearch: 'Clear the search',
    view: 'Order',
    newest: 'Newest',
    byDate: 'By date',
    byIndividual: 'By animal',
    showAll: 'Show all photos',
    select: 'Select',
    selected: (n: number) => plural(n, { one: '{n} selected', other: '{n} selected' }),
    selectAll: 'Select all',
    selectNone: 'Select none',
    selectGroup: (name: string) => `Select all of ${name}`,
    assign: 'Who is it?',
    grid: 'Photos',
    gridHelp: 'Arrow keys move, Enter opens, Space selects.',
    photoLabel: (name: string, who: string) => `${who}, ${name}`,
    emptyTitle: 'Your gallery is empty',
    empty: 'Add photos of the animals you know. Huella will look for them here.',
    noMatchTitle: 'Nothing with that name',
    noMatch: (text: string) => `There is no photo or animal called “${text}”.`,
    noneUnidentified: 'Every photo has a name. Well done!',
    loading: 'Opening your gallery…',
    deleteTitle: (n: number) =>
      plural(n, { one: 'Delete this photo?', other: 'Delete {n} photos?' }),
    deleteText: (n: number) =>
      plural(n, {
        one: 'It leaves the gallery and no search will find it. It stays in the trash for 30 days, and can be brought back from there.',
        other:
          'They leave the gallery and no search will find them. They stay in the trash for 30 days, and can be brought back from there.',
      }),
    deleteButton: (n: number) => plural(n, { one: 'Delete {n} photo', other: 'Delete {n} photos' }),
    deleted: (n: number) =>
      plural(n, { one: '{n} photo moved to the trash.', other: '{n} photos moved to the trash.' }),
    assigned: (n: number, name: string) => `${photos(n)}: ${name}.`,
    unassigned: (n: number) =>
      plural(n, { one: '{n} photo without a name now.', other: '{n} photos without a name now.' }),
  },

  name: {
    title: (n: number) => plural(n, { one: 'Who is it?', other: 'Who is in these {n} photos?' }),
    label: 'Name',
    placeholder: 'A name you know or a new one',
    known: 'Animals you know',
    create: (name: string) => `New animal: ${name}`,
    none: 'Leave without a name',
  },

  photo: {
    title: 'Photo',
    size: (width: number, height: number) => `${String(width)} × ${String(height)} pixels`,
    added: (date: string) => `Added ${date}`,
    similar: 'Find who it looks like',
    previous: 'Previous photo',
    next: 'Next photo',
    position: (index: number, total: number) => `${number(index)} of ${number(total)}`,
  },

  import: {
    running: 'Adding photos',
    progress: (done: number, total: number) => `${number(done)} of ${number(total)}`,
    announce: (done: number, total: number) => `${number(done)} of ${number(total)} photos added.`,
    left: (seconds: number) => `about ${duration(seconds)} left`,
    reading: 'Reading the folder…',
    busy: 'Photos are being added. Wait until they are done, or stop them.',
    cancelling: 'Stopping…',
    stop: 'Stop',
    stopKeeps: 'What is already added stays.',
    finished: (n: number) => plural(n, { one: '{n} photo added', other: '{n} photos added' }),
    cancelled: (n: number) =>
      plural(n, { one: 'Stopped. {n} photo added', other: 'Stopped. {n} photos added' }),
    duplicates: (n: number) =>
      plural(n, { one: '{n} was already there', other: '{n} were already there' }),
    failed: (n: number) =>
      plural(n, { one: '{n} could not be added', other: '{n} could not be added' }),
    see: 'See which',
    reportTitle: 'What could not be added',
    copy: 'Copy the list',
    copied: 'Copied',
    folderTitle: 'How are your photos sorted?',
    folderLead: (n: number) => `${photos(n)} found.`,
    bySubfolder: 'Each subfolder is an animal',
    bySubfolderHint: (n: number, names: string) => `${individuals(n)}: ${names}`,
    byFolder: (name: string) => `They are all ${name}`,
    byFolderHint: 'The folder has the name of the animal',
    noNames: 'Without names for now',
    noNamesHint: 'You can say who is who later, in the gallery',
    start: (n: number) => plural(n, { one: 'Add {n} photo', other: 'Add {n} photos' }),
    emptyFolder: 'There are no files in that folder.',
    storing: 'Huella failed while adding photos.',
  },
};
