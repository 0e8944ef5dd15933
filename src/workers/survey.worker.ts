import { serve } from './serve';
import { SurveyDesk } from '../engine/survey';

serve(new SurveyDesk());
