/**
 * What Huella writes into `deploymentComments` where a deployment's start and end are not those of
 * a camera that watched. What it exported so, it does not take for effort when it comes back.
 */
export const NOT_EFFORT = {
  photos:
    'Start and end are those of the first and the last photo: when the camera watched is not known.',
  outside: 'Photos from outside the times that were stated for this station.',
} as const;
