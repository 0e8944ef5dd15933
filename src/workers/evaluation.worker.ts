import { serve } from './serve';
import { EvaluationDesk } from '../engine/evaluation';

serve(new EvaluationDesk());
