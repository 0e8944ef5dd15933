/** A gallery that a team shares through its own store, in English. */
import { plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });

export const share = {
  lead: 'Several people and devices keep one gallery: what one adds or decides reaches the others. It travels encrypted through an online store that your group owns or rents, which cannot read it; searching stays on each device.',
  inSettings: 'One gallery for several people and devices, through a store that your group owns.',
  open: 'Share with your team',

  joinTitle: 'You were given a link or a code',
  joinHint:
    'Point this device’s camera at the code and open it in the browser where you use Huella, or paste the link here.',
  link: 'Link',
  look: 'Continue',

  beginTitle: 'Begin a shared gallery',
  beginHint:
    'For the person who looks after the store: any that speaks S3 (AWS, R2, B2, Garage, MinIO, Ceph, SeaweedFS…). Make a bucket and a key that may read and write it, and fill them in.',
  endpoint: 'Address of the store',
  endpointHint: 'Begins with https:// and does not name the bucket.',
  bucket: 'Bucket',
  region: 'Region',
  regionHint: 'Leave it empty if your store has none.',
  folder: 'Folder in the bucket',
  folderHint: 'Leave it empty to use the whole bucket.',
  accessKey: 'Access key',
  secretKey: 'Secret key',
  check: 'Check',
  checking: 'Asking the store…',
  found: 'The store answers and knows this key. Nothing is shared there yet.',
  begin: 'Begin with this gallery',
  beginText: (n: number) =>
    n === 0
      ? 'Your gallery is empty: what you add will be shared.'
      : `${photos(n)} of this device will be shared.`,
  joining: 'Joining…',

  consentTitle: 'May Huella reach this store?',
  consentAddress: 'Huella would connect to this address, and to no other:',
  consentSends:
    'What is in your gallery goes there: photos, names, places, notes and decisions. All of it is encrypted on this device first: the store cannot read it, and everyone who has the link can.',
  consentCheck:
    'Now it is only asked whether it answers and what the key may do. Nothing of your gallery is sent before you begin.',
  consentReads:
    'This link is for reading: the shared gallery comes to this device, and nothing of yours is sent.',
  consentSees:
    'The store does see the network address of this device, when it connects and how much it sends.',
  consentLeave: 'You can leave at any time. What is on this device stays.',
  agreeJoin: 'Allow and join',
  agreeCheck: 'Allow and check',
  refused: 'Nothing was sent.',
  joined: 'You share this gallery now. It begins to sync.',
  alreadyHere: 'This device shares that gallery already.',

  statusTitle: 'Shared gallery',
  at: (bucket: string, host: string) => `“${bucket}” at ${host}`,
  roles: {
    write: 'This device reads and writes.',
    read: 'This device only reads: what is added or decided here stays here.',
  },
  phases: {
    none: 'Nothing is shared.',
    idle: 'Everything is in step.',
    syncing: 'Syncing…',
    paused: 'Paused. Nothing is sent or fetched.',
    offline: 'No network: it goes on by itself when there is one.',
    waiting:
      'Waiting: another Huella tab is syncing, or this is mobile data that you keep for small things.',
  },
  stages: {
    sending: 'Sending what was decided here',
    receiving: 'Fetching what others decided',
    'sending-parts': 'Sending thumbnails and what search needs',
    'receiving-parts': 'Fetching thumbnails and what search needs',
    'sending-files': 'Sending photos',
    'receiving-files': 'Fetching photos',
  },
  lastSynced: (when: string) => `Last in step: ${when}.`,
  neverSynced: 'Not in step yet.',
  waitingUp: (n: number, size: string) =>
    plural(n, { one: `{n} thing to send (${size})`, other: `{n} things to send (${size})` }),
  waitingDown: (n: number, size: string) =>
    plural(n, { one: `{n} thing to fetch (${size})`, other: `{n} things to fetch (${size})` }),
  unprepared: (n: number) =>
    plural(n, {
      one: '{n} photo is still to be prepared for search on this device. It goes on by itself while Huella is open.',
      other:
        '{n} photos are still to be prepared for search on this device. It goes on by itself while Huella is open.',
    }),
  unpreparedAway: (n: number) =>
    plural(n, {
      one: '{n} photo cannot be found by searches here yet: the model in use has not seen it, and its file is not on this device. Below you choose which files come.',
      other:
        '{n} photos cannot be found by searches here yet: the model in use has not seen them, and their files are not on this device. Below you choose which files come.',
    }),
  traffic: (up: string, down: string) => `Since Huella was opened: ${up} sent, ${down} fetched.`,
  sync: 'Sync now',
  details: 'What the store said',

  conflictsTitle: (n: number) =>
    plural(n, {
      one: '{n} thing was said twice and differently',
      other: '{n} things were said twice and differently',
    }),
  conflictsHint:
    'Two people changed the same while they did not know of each other. Nothing was lost: below is what counts now. To settle it, decide again in the gallery or with the animal.',
  conflicts: {
    'same-name': 'two animals had the same name',
    renamed: 'was given two names',
    who: 'was said to be two animals',
    decision: 'was decided in two ways',
    described: 'has two sets of details',
    'in-trash': 'was deleted here and kept by others',
    'deleted-there': 'was kept here and deleted by others',
    undone: 'a step undone on one side only',
    setting: 'a setting differs',
  },
  kept: {
    here: 'what was said here counts',
    theirs: 'what the other said counts',
    both: 'both are kept',
    joined: 'now one animal',
  },

  inviteTitle: 'Let others join',
  inviteHint:
    'Who has the link has the gallery: send it only to people you trust, in a message that only they read.',
  inviteRole: 'What may they do?',
  inviteWrite: 'Read and add',
  inviteRead: 'Only read',
  inviteOwnKey: 'Another key of the store',
  inviteOwnKeyHint:
    'With a key of its own, a device that is lost can be shut out alone. Made in the settings of the store.',
  inviteReadHint:
    'For this, make a key in the settings of the store that may only read and list the bucket. The store keeps to it, whatever the device tries.',
  invite: 'Make the link',
  qr: 'QR code of the link',
  qrHint: 'Point the other device’s camera at it.',
  copy: 'Copy the link',
  copied: 'Copied',
  hide: 'Hide the link',

  mobileTitle: 'On mobile data',
  mobile: {
    all: 'Everything',
    small: 'Small things',
    nothing: 'Nothing',
  },
  mobileHint:
    'Small things are names, decisions, thumbnails and what search needs. It holds where the browser tells which connection it is; “Sync now” goes before it.',

  keepTitle: 'Photos kept on this device',
  keepLead:
    'Names, decisions, thumbnails and what search needs are always here, so a search covers every photo. This is about the photo files themselves, which need the room.',
  keepFiles: 'Files that come to this device',
  keepAll: 'All',
  keepChosen: 'Some',
  keepNone: 'None',
  keepNoneHint: 'Files that were added here stay.',
  keepSpecies: 'Of these species',
  keepSpeciesHint: 'None ticked: of every species.',
  keepNear: 'Near this place',
  keepKm: 'Within how many kilometres',
  keepMonths: 'Of the last how many months',
  keepMonthsHint: 'Leave it empty for photos of any time.',
  keepBudget: 'At most how many gigabytes',
  keepBudgetHint:
    'Leave it empty for no limit. What was added here is not deleted; of photos that came because they were opened, the oldest leave first.',
  keepSave: 'Use this',
  keepSaved: 'Saved. It holds from the next sync on.',

  original: {
    fetching: 'Fetching the whole photo from the shared gallery',
    progress: (done: string, total: string) => `The whole photo is coming: ${done} of ${total}`,
    offline:
      'This is its small picture. The whole photo is in the shared gallery, and there is no network now.',
    unsent:
      'This is its small picture. The device that has the whole photo has not sent it to the shared gallery yet.',
    failed:
      'This is its small picture. The whole photo could not be fetched from the shared gallery.',
  },

  lostTitle: 'If a device is lost',
  lost: 'Delete the key that it used in the settings of the store: from then on it can neither read nor write there. What it had already is still on it. Devices that used the same key leave, and join again by a link with a new key, made above before they leave; nothing is lost by that.',

  leave: 'Leave the shared gallery',
  leaveTitle: 'Leave the shared gallery?',
  leaveText:
    'Everything that is on this device stays on it. It no longer gets what others add, others no longer get what you add, and Huella may no longer reach the store.',
  leaveWaiting: (n: number) =>
    plural(n, {
      one: '{n} thing of this device has not been sent yet: others will not get it.',
      other: '{n} things of this device have not been sent yet: others will not get them.',
    }),
  leaveAction: 'Leave',
  left: 'You have left. Your gallery is as it was.',

  corsTitle: 'The rule that the store needs (CORS)',
  corsHint:
    'A browser does not say which of the two it is. If the store is on and the address is right, paste this rule into the settings of the bucket, wait a minute and check again.',
  corsConsole: 'In the store’s web page',
  corsTools: 'By command line',
  corsCopy: 'Copy the rule',

  reload: 'Reload the page',
  problems: {
    none: 'There is no shared gallery in this place, and a key that may only read cannot begin one.',
    'key-wrong':
      'A shared gallery is there already, and this is not its link. Ask for the link someone who shares it, or choose another bucket or folder.',
    newer: 'A newer version of Huella wrote there. Reload the page to update this one.',
    damaged:
      'Something in the store is damaged or was changed. It was not used, and what is on this device is whole.',
    'device-copied':
      'Another device writes in the name of this one, as after copying a browser profile. Leave and join again on one of the two.',
    forbidden:
      'The store lets this key only read, or not use this bucket at all. Ask for another key or check what it may do.',
    full: 'The store is full. Nothing is lost: it goes on when there is room.',
    unwritable:
      'The store answers but keeps nothing new: it is full, or something is wrong with it. Nothing is lost: what others did still comes, and the rest goes on when the store takes photos again.',
    address:
      'This is not the address of a store or the name of a bucket. The address begins with https://, and names of buckets have small letters, digits and hyphens.',
    link: 'This is not a whole link to a shared gallery. Copy it again from its beginning to its end.',
    unreachable:
      'The store did not answer: it is off, the address is not right, there is no network, or the store does not allow this page yet.',
    cors: 'The store did not answer this page: it does not allow it yet, or it is off or not at this address.',
    'no-bucket': 'The store answers, but it has no bucket of that name.',
    'key-refused':
      'The store does not know this key, or it was deleted there. Check both parts of the key, or ask for a new link.',
    'no-guard':
      'This page is not ready to open the way to a store. Reload it and try again; it does not work in a private window.',
    clock:
      'The clock of this device is wrong, so the store refuses it. Set date and time, and try again.',
    'not-joined': 'This device shares no gallery.',
    joined: 'This device already shares another gallery. Leave that one first.',
    'read-key-needed': 'Fill in a key that may only read.',
  },
};
