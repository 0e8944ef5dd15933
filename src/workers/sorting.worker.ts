import { serve } from './serve';
import { SortingDesk } from '../engine/sorting';

serve(new SortingDesk());
