// The icons we use, one set, 16 px. Named one by one so that the build keeps only these.
export {
  IconActivity, IconAdjustmentsHorizontal, IconAlertTriangle, IconArchive, IconArrowBackUp, IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowUp, IconArrowUpRight,
  IconAt, IconBan, IconBell, IconBolt, IconBriefcase, IconBuilding, IconCalendar, IconChartBar, IconCheck, IconChecks, IconChevronDown, IconChevronLeft, IconChevronRight, IconChevronUp, IconCircle, IconCircleCheck,
  IconCircleDashed, IconClock, IconColumns, IconStar, IconStarFilled, IconCloudOff, IconCoffee, IconCopy, IconDeviceDesktop, IconDots, IconDownload, IconEdit, IconExternalLink, IconEye, IconFileImport, IconFilter, IconFlag,
  IconFlask, IconGitBranch, IconGripVertical, IconHelp, IconHistory, IconHome, IconInbox, IconInfoCircle, IconKey, IconKeyboard, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconLink, IconList, IconLock, IconLogout,
  IconMail, IconMailCheck, IconMailForward, IconMailOpened, IconMailPlus, IconMapPin, IconMessage, IconMoon, IconNote, IconPaperclip, IconPencil, IconPhone, IconPlayerPause, IconPlayerPlay, IconPlus, IconRefresh, IconRobot,
  IconSquareCheck, IconBrandLinkedin, IconCalendarEvent, IconClockPause, IconFlame, IconRepeat,
  IconSearch, IconSend, IconSettings, IconShield, IconSparkles, IconStack2, IconSun, IconTag, IconTarget, IconTrash, IconUpload, IconUser, IconUserPlus, IconUsers, IconWorld, IconX,
} from '@tabler/icons-react'
