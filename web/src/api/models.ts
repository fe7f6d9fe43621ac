/** The names the page uses for the server's objects: the only file that touches the generated tree. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Localized = Schemas['LocalText'];
export type Language = Schemas['User']['language'];
export type Role = Schemas['Role'];
export type Company = Schemas['Company'];
export type User = Schemas['User'];
export type Session = Schemas['Session'];
export type SignUp = Schemas['Signup'];
export type LogIn = Schemas['Login'];
export type ConsentText = Schemas['ConsentText'];
export type Consent = Schemas['Consent'];
export type Script = Schemas['Script'];
export type ScriptStep = Schemas['ScriptStep'];
export type Gap = Schemas['Gap'];
export type Take = Schemas['Take'];
export type TakeState = Take['state'];
export type Quality = Schemas['TakeQuality'];
export type QualitySample = Schemas['QualitySample'];
export type QualityHint = Schemas['QualityHint'];
export type SpeechQuality = Schemas['SpeechScores'];
export type Video = Schemas['Video'];
export type VideoStatus = Schemas['VideoStatus'];
export type Playback = Schemas['Playback'];
export type Chapter = Schemas['Chapter'];
export type Thumbnails = Schemas['ThumbnailSheet'];
export type View = Schemas['View'];
export type ViewOfOwner = Schemas['ByCompany'];
export type Education = Schemas['Education'];
export type Experience = Schemas['Experience'];
export type Profile = Schemas['Profile'];
export type ProfileUpdate = Schemas['ProfileForm'];
export type ProfileLanguage = Schemas['SpokenLanguage'];
export type Visibility = Schemas['Visibility'];
export type Ticket = Schemas['Ticket'];
export type ProblemDocument = Schemas['ProblemBody'];
