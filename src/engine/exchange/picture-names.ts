/** Names of pictures, by their endings. */

/** Of those that Huella may show. */
export const SHOWN = 'jpe?g|jpe|jfif|png|webp|gif|bmp|avif|hei[cf]';
/** And of what cameras write beside them. */
const BESIDE = 'tiff?|jxl|jp2|dng|cr2|cr3|nef|arw|raf|orf|rw2|pef|srw|mp4|mov|avi|mkv|m4v|3gp';

const PICTURE = new RegExp(String.raw`[^\s*]\.(?:${SHOWN})["'\u201d]?$`, 'i');
/** A table's `IMG_0001` means `IMG_0001.JPG`, its `IMG_0001.CR2` does not. */
export const PICTURE_ENDING = new RegExp(String.raw`\.(?:${SHOWN}|${BESIDE})$`, 'i');

/** Whether a cell or a path ends as the name of a picture, in quotes or not. */
export const isPictureName = (text: string): boolean => PICTURE.test(text.trimEnd());
