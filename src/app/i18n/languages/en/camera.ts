/** The words of the camera, in English. */
export const camera = {
  title: 'Camera',
  shutter: 'Take the photo',
  switch: 'Switch camera',
  starting: 'Starting the camera…',
  denied:
    'Huella may not use the camera. Allow it in the browser settings, or use your camera app.',
  absent: 'No camera was found.',
  busy: 'The camera is being used by another app.',
  failed: 'The camera could not start.',
  app: 'Use the camera app',
};
