import { serve } from './serve';
import { Detector } from '../engine/detector/detector';

serve(new Detector());
