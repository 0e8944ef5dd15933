import { serve } from './serve';
import { SearchTimer } from '../engine/index/search-timer';

serve(new SearchTimer());
