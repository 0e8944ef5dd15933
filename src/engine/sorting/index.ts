export { SortingDesk, type GroupingRequest, type LearntInUse, type OnShare } from './desk';
export { groupsOf, type Group, type UnidentifiedPhotos } from './groups';
export { chanceOf, fitJoining, type Joining, type NamedTable } from './joining';
export { averageLinkage, Parts, type Join, type LinkageOptions } from './linkage';
export { askedOfMarkings, MARKED_MOST, rankedByMarkings } from './markings';
export {
  mistakeKey,
  mistakesOf,
  type AgreeingMarkings,
  type Mistake,
  type MistakeKind,
  type NamedRows,
} from './mistakes';
export {
  compareAll,
  placeOf,
  type Compared,
  type Comparison,
  type Rows,
  type SimilarityTable,
} from './similarity-table';
